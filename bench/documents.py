"""What the rows of examples/json read and write: values as they are usual, and the documents for them."""

import json
import random
import string

RANDOM = random.Random(1)


def words(count, letters=string.ascii_lowercase):
    return " ".join("".join(RANDOM.choice(letters) for _ in range(RANDOM.randrange(2, 9))) for _ in range(count))


def user():
    return {
        "id": RANDOM.randrange(10**9),
        "name": words(2),
        "location": "",
        "description": words(12),
        "url": None,
        "followers_count": RANDOM.randrange(5000),
        "verified": False,
        "entities": {"urls": []},
    }


def post(text):
    return {
        "created_at": "Sun Aug 31 00:29:15 +0000 2014",
        "id": RANDOM.randrange(10**18),
        "text": text,
        "truncated": False,
        "in_reply_to": None,
        "user": user(),
        "entities": {"tags": [words(1)], "mentions": [{"name": words(2), "indices": [0, 9]}]},
        "source": '<a href="http://example.com" rel="nofollow">Example</a>',
    }


VALUES = {
    "message": {"jsonrpc": "2.0", "method": "add", "params": [42, 23], "id": 7},
    "posts": [post(words(14)) for _ in range(20)],
    "posts in Japanese": [post(words(14, "あいうえおかきくけこ日本語文字")) for _ in range(20)],
    "records": [{"id": i, "price": i / 4, "tags": ["a", "b"], "ok": True, "parent": None} for i in range(100)],
    "coordinates": [[RANDOM.uniform(-180, 180), RANDOM.uniform(-90, 90)] for _ in range(200)],
    "1000 ints": [RANDOM.randrange(-1000, 1000) for _ in range(1000)],
    "1000 short texts": [words(2) for _ in range(1000)],
    "texts with escapes": [words(5).replace(" ", '\n"') for _ in range(200)],
}
DOCUMENTS = {name: json.dumps(value, ensure_ascii=False) for name, value in VALUES.items()}
