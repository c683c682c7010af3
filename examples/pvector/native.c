/* The module pvectorc_native: pvectorc over Python.h, all in one file. Long because the twin of four files is one. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#define BITS 5
#define WIDTH (1 << BITS)
#define PLACE(index, shift) (((index) >> (shift)) & (WIDTH - 1))

#if PY_VERSION_HEX < 0x030A00A3
static inline PyObject *Py_NewRef(PyObject *object)
{
    Py_INCREF(object);
    return object;
}
static inline PyObject *Py_XNewRef(PyObject *object)
{
    Py_XINCREF(object);
    return object;
}
#endif
#if PY_VERSION_HEX >= 0x03090000
#  define VISIT_TYPE(object) Py_VISIT(Py_TYPE(object))
#else
#  define VISIT_TYPE(object) ((void)0)
#endif

typedef struct {
    PyObject_VAR_HEAD
    int dirty;
    PyObject *items[1];
} Node;

typedef struct {
    PyObject_HEAD
    Node *root, *tail;
    Py_ssize_t count;
    int shift;
    PyObject *weaklist;
} Vector;

typedef struct {
    PyObject_HEAD
    Vector *vector;
    Node *root, *tail;
    PyObject *extra;
    Py_ssize_t count;
    int shift, changed;
} Evolver;

typedef struct {
    PyObject_HEAD
    Vector *vector;
    Node *leaf;
    Py_ssize_t index, count;
} Iterator;

/* References that whoever has the struct keeps. */
typedef struct {
    Node *root, *tail;
    Py_ssize_t count;
    int shift;
} Trie;

static PyTypeObject *node_type, *vector_type, *evolver_type, *iterator_type;
static PyObject *empty_vector, *pvector_function;

/* ---- Nodes ---- */

static int Node_traverse(PyObject *object, visitproc visit, void *arg)
{
    Node *node = (Node *)object;

    for (Py_ssize_t i = 0; i < Py_SIZE(node); i++)
        Py_VISIT(node->items[i]);
    VISIT_TYPE(object);
    return 0;
}

static int Node_clear(PyObject *object)
{
    Node *node = (Node *)object;

    for (Py_ssize_t i = 0; i < Py_SIZE(node); i++)
        Py_CLEAR(node->items[i]);
    return 0;
}

static void Node_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyObject_GC_UnTrack(object);
    Py_TRASHCAN_BEGIN(object, Node_dealloc)
    Node_clear(object);
    type->tp_free(object);
    Py_DECREF(type);
    Py_TRASHCAN_END
}

static Node *node_copy(Node *from, Py_ssize_t size)
{
    Node *node = (Node *)node_type->tp_alloc(node_type, size);
    Py_ssize_t count = from == NULL ? 0 : Py_SIZE(from);

    if (node == NULL)
        return NULL;
    if (count > size)
        count = size;
    for (Py_ssize_t i = 0; i < count; i++)
        node->items[i] = Py_NewRef(from->items[i]);
    return node;
}

static void node_put(Node *node, Py_ssize_t place, PyObject *value)
{
    PyObject *old = node->items[place];

    node->items[place] = Py_NewRef(value);
    Py_XDECREF(old);
}

static Node *node_with(Node *from, Py_ssize_t place, PyObject *value)
{
    Py_ssize_t size = from == NULL ? 0 : Py_SIZE(from);
    Node *node = node_copy(from, place < size ? size : place + 1);

    if (node != NULL)
        node_put(node, place, value);
    return node;
}

static Node *with_child(Node *from, Py_ssize_t place, Node *child)
{
    Node *node = child == NULL ? NULL : node_with(from, place, (PyObject *)child);

    Py_XDECREF(child);
    return node;
}

/* ---- Trees ---- */

/* Borrowed. */
static inline Node *leaf_of(Node *root, int shift, Py_ssize_t index)
{
    for (; shift > 0; shift -= BITS)
        root = (Node *)root->items[PLACE(index, shift)];
    return root;
}

static Node *tree_with(Node *node, int shift, Py_ssize_t index, PyObject *value)
{
    Py_ssize_t place = PLACE(index, shift);

    if (shift == 0)
        return node_with(node, place, value);
    return with_child(node, place, tree_with((Node *)node->items[place], shift - BITS, index, value));
}

static Node *tree_edit(Node *node, int shift, Py_ssize_t index, PyObject *value)
{
    Py_ssize_t place = PLACE(index, shift);
    Node *mine = node->dirty ? (Node *)Py_NewRef((PyObject *)node) : node_copy(node, Py_SIZE(node)), *child;

    if (mine == NULL)
        return NULL;
    mine->dirty = 1;
    if (shift == 0) {
        node_put(mine, place, value);
        return mine;
    }
    child = tree_edit((Node *)mine->items[place], shift - BITS, index, value);
    if (child == NULL) {
        Py_DECREF(mine);
        return NULL;
    }
    node_put(mine, place, (PyObject *)child);
    Py_DECREF(child);
    return mine;
}

static void tree_freeze(Node *node, int shift)
{
    if (node == NULL || !node->dirty)
        return;
    node->dirty = 0;
    for (Py_ssize_t i = 0; shift > 0 && i < Py_SIZE(node); i++)
        tree_freeze((Node *)node->items[i], shift - BITS);
}

static Node *path_to(int shift, Node *leaf)
{
    Node *node = (Node *)Py_NewRef((PyObject *)leaf);

    for (; shift > 0 && node != NULL; shift -= BITS)
        node = with_child(NULL, 0, node);
    return node;
}

static Node *push_into(Node *node, int shift, Py_ssize_t index, Node *leaf)
{
    Py_ssize_t place = PLACE(index, shift);

    if (shift == BITS)
        return node_with(node, place, (PyObject *)leaf);
    if (place == Py_SIZE(node))
        return with_child(node, place, path_to(shift - BITS, leaf));
    return with_child(node, place, push_into((Node *)node->items[place], shift - BITS, index, leaf));
}

static Node *push_tail(const Trie *trie, int *shift)
{
    Py_ssize_t index = trie->count - WIDTH;
    Node *root, *higher;

    if (trie->root == NULL)
        return node_with(NULL, 0, (PyObject *)trie->tail);
    if ((index >> BITS) < ((Py_ssize_t)1 << trie->shift))
        return push_into(trie->root, trie->shift, index, trie->tail);
    root = node_with(NULL, 0, (PyObject *)trie->root);
    if (root == NULL)
        return NULL;
    higher = with_child(root, 1, path_to(trie->shift, trie->tail));
    Py_DECREF(root);
    *shift += BITS;
    return higher;
}

/* ---- Tries ---- */

static int replace_tail(Trie *trie, Node *leaf, Py_ssize_t added, int is_full)
{
    int shift = trie->shift;

    if (leaf == NULL)
        return -1;
    if (is_full) {
        Node *root = push_tail(trie, &shift);

        if (root == NULL) {
            Py_DECREF(leaf);
            return -1;
        }
        Py_XDECREF(trie->root);
        trie->root = root;
        trie->shift = shift;
    }
    Py_DECREF(trie->tail);
    trie->tail = leaf;
    trie->count += added;
    return 0;
}

static int trie_append(Trie *trie, PyObject *value)
{
    Py_ssize_t used = Py_SIZE(trie->tail);
    int is_full = used == WIDTH;

    return replace_tail(trie, node_with(is_full ? NULL : trie->tail, is_full ? 0 : used, value), 1, is_full);
}

static int trie_extend(Trie *trie, PyObject *sequence)
{
    Py_ssize_t start = 0, used, count;

    while ((count = PySequence_Fast_GET_SIZE(sequence) - start) > 0) {
        int is_full = Py_SIZE(trie->tail) == WIDTH;
        Node *leaf;

        used = is_full ? 0 : Py_SIZE(trie->tail);
        if (count > WIDTH - used)
            count = WIDTH - used;
        leaf = node_copy(used == 0 ? NULL : trie->tail, used + count);
        if (leaf != NULL) {
            PyObject **items = PySequence_Fast_ITEMS(sequence) + start;

            for (Py_ssize_t i = 0; i < count; i++)
                leaf->items[used + i] = Py_NewRef(items[i]);
        }
        if (replace_tail(trie, leaf, count, is_full) < 0)
            return -1;
        start += count;
    }
    return 0;
}

static void trie_close(Trie *trie)
{
    Py_XDECREF(trie->root);
    Py_XDECREF(trie->tail);
}

/* ---- Vectors ---- */

static void vector_open(Vector *self, Trie *trie)
{
    trie->root = (Node *)Py_XNewRef((PyObject *)self->root);
    trie->tail = (Node *)Py_NewRef((PyObject *)self->tail);
    trie->count = self->count;
    trie->shift = self->shift;
}

static PyObject *vector_make(const Trie *trie)
{
    Vector *self = (Vector *)vector_type->tp_alloc(vector_type, 0);

    if (self == NULL)
        return NULL;
    self->root = (Node *)Py_XNewRef((PyObject *)trie->root);
    self->tail = (Node *)Py_NewRef((PyObject *)trie->tail);
    self->count = trie->count;
    self->shift = trie->shift;
    return (PyObject *)self;
}

static int Vector_traverse(PyObject *object, visitproc visit, void *arg)
{
    Py_VISIT(((Vector *)object)->root);
    Py_VISIT(((Vector *)object)->tail);
    VISIT_TYPE(object);
    return 0;
}

static int Vector_clear(PyObject *object)
{
    Py_CLEAR(((Vector *)object)->root);
    Py_CLEAR(((Vector *)object)->tail);
    return 0;
}

static void Vector_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyObject_GC_UnTrack(object);
    Py_TRASHCAN_BEGIN(object, Vector_dealloc)
    if (((Vector *)object)->weaklist != NULL)
        PyObject_ClearWeakRefs(object);
    Vector_clear(object);
    type->tp_free(object);
    Py_DECREF(type);
    Py_TRASHCAN_END
}

static PyObject *Vector_extend(PyObject *self, PyObject *iterable)
{
    PyObject *sequence = PySequence_Fast(iterable, "a PVector is extended by an iterable"), *result = NULL;
    Trie trie;

    if (sequence == NULL)
        return NULL;
    if (PySequence_Fast_GET_SIZE(sequence) == 0) {
        Py_DECREF(sequence);
        return Py_NewRef(self);
    }
    vector_open((Vector *)self, &trie);
    if (trie_extend(&trie, sequence) == 0)
        result = vector_make(&trie);
    trie_close(&trie);
    Py_DECREF(sequence);
    return result;
}

static PyObject *vector_from(PyObject *iterable)
{
    if (Py_TYPE(iterable) == vector_type)
        return Py_NewRef(iterable);
    return Vector_extend(empty_vector, iterable);
}

static PyObject *from_list(PyObject *list)
{
    PyObject *result = list == NULL ? NULL : vector_from(list);

    Py_XDECREF(list);
    return result;
}

/* Borrowed. */
static inline Node *leaf_at(Node *root, Node *tail, Py_ssize_t count, int shift, Py_ssize_t index)
{
    return index >= count - Py_SIZE(tail) ? tail : leaf_of(root, shift, index);
}

static PyObject *list_of(Node *root, Node *tail, Py_ssize_t count, int shift)
{
    PyObject *list = PyList_New(count);
    Node *leaf = NULL;

    if (list == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (PLACE(i, 0) == 0)
            leaf = leaf_at(root, tail, count, shift, i);
        PyList_SET_ITEM(list, i, Py_NewRef(leaf->items[PLACE(i, 0)]));
    }
    return list;
}

static PyObject *vector_list(PyObject *object)
{
    Vector *self = (Vector *)object;

    return list_of(self->root, self->tail, self->count, self->shift);
}

static PyObject *out_of_range(Py_ssize_t index)
{
    return PyErr_Format(PyExc_IndexError, "Index out of range: %zd", index);
}

static int read_index(PyObject *object, Py_ssize_t count, Py_ssize_t *index)
{
    *index = PyNumber_AsSsize_t(object, PyExc_IndexError);
    if (*index == -1 && PyErr_Occurred())
        return -1;
    if (*index < 0)
        *index += count;
    return 0;
}

static PyObject *Vector_item(PyObject *object, Py_ssize_t index)
{
    Vector *self = (Vector *)object;

    if (index < 0 || index >= self->count)
        return out_of_range(index);
    return Py_NewRef(leaf_at(self->root, self->tail, self->count, self->shift, index)->items[PLACE(index, 0)]);
}

static Py_ssize_t Vector_length(PyObject *self)
{
    return ((Vector *)self)->count;
}

static PyObject *Vector_subscript(PyObject *self, PyObject *key)
{
    Py_ssize_t start, stop, step, count = ((Vector *)self)->count, index;
    PyObject *list, *part;

    if (!PySlice_Check(key))
        return read_index(key, count, &index) < 0 ? NULL : Vector_item(self, index);
    if (PySlice_Unpack(key, &start, &stop, &step) < 0)
        return NULL;
    if (PySlice_AdjustIndices(count, &start, &stop, step) == count && step == 1)
        return Py_NewRef(self);
    list = vector_list(self);
    if (list == NULL)
        return NULL;
    part = PyObject_GetItem(list, key);
    Py_DECREF(list);
    return from_list(part);
}

static PyObject *Vector_append(PyObject *self, PyObject *item)
{
    PyObject *result = NULL;
    Trie trie;

    vector_open((Vector *)self, &trie);
    if (trie_append(&trie, item) == 0)
        result = vector_make(&trie);
    trie_close(&trie);
    return result;
}

static PyObject *Vector_set(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    Py_ssize_t index, count = ((Vector *)self)->count;
    PyObject *result = NULL;
    Node **changed, *old;
    int in_tail;
    Trie trie;

    if (nargs != 2)
        return PyErr_Format(PyExc_TypeError, "set() takes 2 arguments (%zd given)", nargs);
    if (read_index(args[0], count, &index) < 0)
        return NULL;
    if (index == count)
        return Vector_append(self, args[1]);
    if (index < 0 || index > count)
        return out_of_range(index);
    vector_open((Vector *)self, &trie);
    in_tail = index >= count - Py_SIZE(trie.tail);
    changed = in_tail ? &trie.tail : &trie.root;
    old = *changed;
    *changed = tree_with(old, in_tail ? 0 : trie.shift, index, args[1]);
    Py_DECREF(old);
    if (*changed != NULL)
        result = vector_make(&trie);
    trie_close(&trie);
    return result;
}

static PyObject *Vector_repeat(PyObject *self, Py_ssize_t times)
{
    PyObject *list, *many;

    if (times <= 0)
        return Py_NewRef(empty_vector);
    if (times == 1 || ((Vector *)self)->count == 0)
        return Py_NewRef(self);
    list = vector_list(self);
    if (list == NULL)
        return NULL;
    many = PySequence_Repeat(list, times);
    Py_DECREF(list);
    return from_list(many);
}

static PyObject *Vector_delete(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *list, *key;
    int failed;

    if (nargs < 1 || nargs > 2)
        return PyErr_Format(PyExc_TypeError, "delete() takes 1 or 2 arguments (%zd given)", nargs);
    list = vector_list(self);
    if (list == NULL)
        return NULL;
    key = nargs == 1 || args[1] == Py_None ? Py_NewRef(args[0]) : PySlice_New(args[0], args[1], NULL);
    failed = key == NULL || PyObject_DelItem(list, key) < 0;
    Py_XDECREF(key);
    if (!failed)
        return from_list(list);
    Py_DECREF(list);
    return NULL;
}

static PyObject *call_list(PyObject *self, const char *name, PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *list = vector_list(self), *method, *tuple, *result = NULL;

    if (list == NULL)
        return NULL;
    method = PyObject_GetAttrString(list, name);
    tuple = PyTuple_New(nargs);
    for (Py_ssize_t i = 0; tuple != NULL && i < nargs; i++)
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    if (method != NULL && tuple != NULL)
        result = PyObject_CallObject(method, tuple);
    Py_XDECREF(method);
    Py_XDECREF(tuple);
    if (result == Py_None) { /* of remove() */
        Py_DECREF(result);
        return from_list(list);
    }
    Py_DECREF(list);
    return result;
}

static PyObject *Vector_remove(PyObject *self, PyObject *item)
{
    return call_list(self, "remove", &item, 1);
}

static PyObject *Vector_index(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    return call_list(self, "index", args, nargs);
}

static PyObject *Vector_transform(PyObject *self, PyObject *args)
{
    PyObject *module = PyImport_ImportModule("pyrsistent._transformations"), *result;

    if (module == NULL)
        return NULL;
    result = PyObject_CallMethod(module, "transform", "OO", self, args);
    Py_DECREF(module);
    return result;
}

static PyObject *Vector_tolist(PyObject *self, PyObject *noargs)
{
    return vector_list(self);
}

static PyObject *Vector_repr(PyObject *self)
{
    PyObject *list = vector_list(self), *result;

    if (list == NULL)
        return NULL;
    result = PyUnicode_FromFormat("pvector(%R)", list);
    Py_DECREF(list);
    return result;
}

static PyObject *Vector_reduce(PyObject *self, PyObject *noargs)
{
    PyObject *list = vector_list(self);

    return list == NULL ? NULL : Py_BuildValue("O(N)", pvector_function, list);
}

/* ---- Comparing ---- */

static Py_ssize_t find_difference(Vector *a, Vector *b)
{
    Py_ssize_t count = a->count < b->count ? a->count : b->count, i = 0, end;
    int equal = 1;

    while (i < count && equal > 0) {
        Node *left = leaf_at(a->root, a->tail, a->count, a->shift, i);
        Node *right = leaf_at(b->root, b->tail, b->count, b->shift, i);

        end = count - i < WIDTH ? count : i + WIDTH;
        if (left == right)
            i = end;
        for (; i < end; i++) {
            equal = PyObject_RichCompareBool(left->items[PLACE(i, 0)], right->items[PLACE(i, 0)], Py_EQ);
            if (equal <= 0)
                break;
        }
    }
    return equal < 0 ? -1 : i;
}

static PyObject *Vector_compare(PyObject *self, PyObject *other, int op)
{
    Vector *a = (Vector *)self, *b = (Vector *)other;
    PyObject *list, *result;
    Py_ssize_t i;

    if (Py_TYPE(other) != vector_type) {
        list = vector_list(self);
        if (list == NULL)
            return NULL;
        result = PyObject_RichCompare(list, other, op);
        Py_DECREF(list);
        return result;
    }
    if (a->count != b->count && (op == Py_EQ || op == Py_NE))
        return PyBool_FromLong(op == Py_NE);
    i = find_difference(a, b);
    if (i < 0)
        return NULL;
    if (i >= a->count || i >= b->count)
        Py_RETURN_RICHCOMPARE(a->count, b->count, op);
    if (op == Py_EQ || op == Py_NE)
        return PyBool_FromLong(op == Py_NE);
    return PyObject_RichCompare(leaf_at(a->root, a->tail, a->count, a->shift, i)->items[PLACE(i, 0)],
                                leaf_at(b->root, b->tail, b->count, b->shift, i)->items[PLACE(i, 0)], op);
}

static Py_hash_t Vector_hash(PyObject *self)
{
    PyObject *list = vector_list(self), *tuple = list == NULL ? NULL : PyList_AsTuple(list);
    Py_hash_t hash = tuple == NULL ? -1 : PyObject_Hash(tuple);

    Py_XDECREF(tuple);
    Py_XDECREF(list);
    return hash;
}

static Py_ssize_t count_of(Vector *self, PyObject *value, int only_one)
{
    Py_ssize_t found = 0, i;
    Node *leaf = NULL;
    int equal = 0;

    for (i = 0; i < self->count && equal >= 0 && !(only_one && found > 0); i++) {
        if (PLACE(i, 0) == 0)
            leaf = leaf_at(self->root, self->tail, self->count, self->shift, i);
        equal = PyObject_RichCompareBool(leaf->items[PLACE(i, 0)], value, Py_EQ);
        found += equal > 0;
    }
    return equal < 0 ? -1 : found;
}

static int Vector_contains(PyObject *self, PyObject *value)
{
    return (int)count_of((Vector *)self, value, 1);
}

static PyObject *Vector_count(PyObject *self, PyObject *value)
{
    Py_ssize_t count = count_of((Vector *)self, value, 0);

    return count < 0 ? NULL : PyLong_FromSsize_t(count);
}

/* ---- Iterators ---- */

static PyObject *Vector_iter(PyObject *vector)
{
    Iterator *self = (Iterator *)iterator_type->tp_alloc(iterator_type, 0);

    if (self == NULL)
        return NULL;
    self->vector = (Vector *)Py_NewRef(vector);
    self->count = self->vector->count;
    return (PyObject *)self;
}

static PyObject *Iterator_next(PyObject *object)
{
    Iterator *self = (Iterator *)object;
    Vector *vector = self->vector;

    if (self->index >= self->count) {
        self->leaf = NULL;
        Py_CLEAR(self->vector);
        return NULL;
    }
    if (PLACE(self->index, 0) == 0)
        self->leaf = leaf_at(vector->root, vector->tail, vector->count, vector->shift, self->index);
    return Py_NewRef(self->leaf->items[PLACE(self->index++, 0)]);
}

static PyObject *Iterator_hint(PyObject *object, PyObject *noargs)
{
    return PyLong_FromSsize_t(((Iterator *)object)->count - ((Iterator *)object)->index);
}

static int Iterator_traverse(PyObject *object, visitproc visit, void *arg)
{
    Py_VISIT(((Iterator *)object)->vector);
    VISIT_TYPE(object);
    return 0;
}

static void Iterator_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyObject_GC_UnTrack(object);
    Py_CLEAR(((Iterator *)object)->vector);
    type->tp_free(object);
    Py_DECREF(type);
}

/* ---- Evolvers ---- */

static int begin(Evolver *self, PyObject *object, PyObject *extra)
{
    Vector *vector = (Vector *)object;
    PyObject *list = extra == NULL ? PyList_New(0) : Py_NewRef(extra);

    if (list == NULL)
        return -1;
    Py_INCREF(vector);
    Py_XSETREF(self->extra, list);
    Py_XSETREF(self->root, (Node *)Py_XNewRef((PyObject *)vector->root));
    Py_XSETREF(self->tail, (Node *)Py_NewRef((PyObject *)vector->tail));
    self->count = vector->count;
    self->shift = vector->shift;
    self->changed = 0;
    Py_XSETREF(self->vector, vector);
    return 0;
}

static PyObject *Vector_evolver(PyObject *vector, PyObject *noargs)
{
    Evolver *self = (Evolver *)evolver_type->tp_alloc(evolver_type, 0);

    if (self != NULL && begin(self, vector, NULL) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static Py_ssize_t Evolver_length(PyObject *self)
{
    return ((Evolver *)self)->count + PyList_GET_SIZE(((Evolver *)self)->extra);
}

static PyObject *Evolver_subscript(PyObject *object, PyObject *key)
{
    Evolver *self = (Evolver *)object;
    Py_ssize_t index;

    if (read_index(key, Evolver_length(object), &index) < 0)
        return NULL;
    if (index < 0 || index >= Evolver_length(object))
        return out_of_range(index);
    if (index >= self->count)
        return Py_NewRef(PyList_GET_ITEM(self->extra, index - self->count));
    return Py_NewRef(leaf_at(self->root, self->tail, self->count, self->shift, index)->items[PLACE(index, 0)]);
}

static int evolver_put(PyObject *object, PyObject *key, PyObject *value)
{
    Evolver *self = (Evolver *)object;
    Py_ssize_t index;
    Node **place, *changed;

    if (read_index(key, Evolver_length(object), &index) < 0)
        return -1;
    if (index < 0 || index > Evolver_length(object)) {
        out_of_range(index);
        return -1;
    }
    if (index == Evolver_length(object))
        return PyList_Append(self->extra, value);
    if (index >= self->count)
        return PyList_SetItem(self->extra, index - self->count, Py_NewRef(value));
    place = index >= self->count - Py_SIZE(self->tail) ? &self->tail : &self->root;
    changed = tree_edit(*place, place == &self->tail ? 0 : self->shift, index, value);
    if (changed == NULL)
        return -1;
    self->changed = 1;
    Py_SETREF(*place, changed);
    return 0;
}

static int delete_item(PyObject *object, PyObject *key)
{
    Evolver *self = (Evolver *)object;
    PyObject *list = list_of(self->root, self->tail, self->count, self->shift), *all;
    int failed;

    if (list == NULL)
        return -1;
    all = PySequence_InPlaceConcat(list, self->extra);
    failed = all == NULL || PyObject_DelItem(list, key) < 0 || begin(self, empty_vector, list) < 0;
    Py_XDECREF(all);
    Py_DECREF(list);
    return failed ? -1 : 0;
}

static int Evolver_ass_subscript(PyObject *self, PyObject *key, PyObject *value)
{
    return value == NULL ? delete_item(self, key) : evolver_put(self, key, value);
}

static PyObject *Evolver_append(PyObject *self, PyObject *item)
{
    return PyList_Append(((Evolver *)self)->extra, item) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *Evolver_extend(PyObject *self, PyObject *items)
{
    PyObject *all = PySequence_InPlaceConcat(((Evolver *)self)->extra, items);

    Py_XDECREF(all);
    return all == NULL ? NULL : Py_NewRef(self);
}

static PyObject *Evolver_set(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 2)
        return PyErr_Format(PyExc_TypeError, "set() takes 2 arguments (%zd given)", nargs);
    return evolver_put(self, args[0], args[1]) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *Evolver_delete(PyObject *self, PyObject *key)
{
    return delete_item(self, key) < 0 ? NULL : Py_NewRef(self);
}

static int is_dirty(Evolver *self)
{
    return self->changed || PyList_GET_SIZE(self->extra) > 0;
}

static PyObject *Evolver_is_dirty(PyObject *self, PyObject *noargs)
{
    return PyBool_FromLong(is_dirty((Evolver *)self));
}

static PyObject *Evolver_persistent(PyObject *object, PyObject *noargs)
{
    Evolver *self = (Evolver *)object;
    Trie trie = {self->root, self->tail, self->count, self->shift};
    PyObject *result, *with_extra;

    if (!is_dirty(self))
        return Py_NewRef((PyObject *)self->vector);
    tree_freeze(self->root, self->shift);
    tree_freeze(self->tail, 0);
    result = vector_make(&trie);
    if (result == NULL)
        return NULL;
    with_extra = Vector_extend(result, self->extra);
    Py_DECREF(result);
    if (with_extra != NULL && begin(self, with_extra, NULL) < 0)
        Py_CLEAR(with_extra);
    return with_extra;
}

static PyObject *Vector_mset(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *evolver, *result = NULL;
    Py_ssize_t i;

    if (nargs % 2 != 0) {
        PyErr_SetString(PyExc_TypeError, "mset expected an even number of arguments");
        return NULL;
    }
    evolver = Vector_evolver(self, NULL);
    if (evolver == NULL)
        return NULL;
    for (i = 0; i < nargs && evolver_put(evolver, args[i], args[i + 1]) == 0; i += 2)
        ;
    if (i == nargs)
        result = Evolver_persistent(evolver, NULL);
    Py_DECREF(evolver);
    return result;
}

static int Evolver_traverse(PyObject *object, visitproc visit, void *arg)
{
    Evolver *self = (Evolver *)object;

    Py_VISIT(self->vector);
    Py_VISIT(self->root);
    Py_VISIT(self->tail);
    Py_VISIT(self->extra);
    VISIT_TYPE(object);
    return 0;
}

static int Evolver_clear(PyObject *object)
{
    Evolver *self = (Evolver *)object;

    Py_CLEAR(self->vector);
    Py_CLEAR(self->root);
    Py_CLEAR(self->tail);
    Py_CLEAR(self->extra);
    return 0;
}

static void Evolver_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyObject_GC_UnTrack(object);
    Evolver_clear(object);
    type->tp_free(object);
    Py_DECREF(type);
}

/* ---- The types ---- */

static PyObject *no_instances(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    return PyErr_Format(PyExc_TypeError, "no instances of %s are made so", type->tp_name);
}

#define FAST(NAME, FUNCTION) {NAME, (PyCFunction)(void (*)(void))FUNCTION, METH_FASTCALL, NULL}

static PyMethodDef vector_methods[] = {
    {"append", Vector_append, METH_O, NULL},
    FAST("set", Vector_set),
    {"extend", Vector_extend, METH_O, NULL},
    FAST("delete", Vector_delete),
    {"remove", Vector_remove, METH_O, NULL},
    {"evolver", Vector_evolver, METH_NOARGS, NULL},
    FAST("mset", Vector_mset),
    {"transform", Vector_transform, METH_VARARGS, NULL},
    {"tolist", Vector_tolist, METH_NOARGS, NULL},
    {"count", Vector_count, METH_O, NULL},
    FAST("index", Vector_index),
    {"__reduce__", Vector_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef vector_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Vector, weaklist), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef iterator_methods[] = {
    {"__length_hint__", Iterator_hint, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef evolver_methods[] = {
    {"append", Evolver_append, METH_O, NULL},
    {"extend", Evolver_extend, METH_O, NULL},
    FAST("set", Evolver_set),
    {"delete", Evolver_delete, METH_O, NULL},
    {"is_dirty", Evolver_is_dirty, METH_NOARGS, NULL},
    {"persistent", Evolver_persistent, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot node_slots[] = {
    {Py_tp_new, no_instances},     {Py_tp_dealloc, Node_dealloc}, {Py_tp_traverse, Node_traverse},
    {Py_tp_clear, Node_clear},     {0, NULL},
};

static PyType_Slot vector_slots[] = {
    {Py_tp_new, no_instances},           {Py_tp_dealloc, Vector_dealloc},   {Py_tp_traverse, Vector_traverse},
    {Py_tp_clear, Vector_clear},         {Py_sq_length, Vector_length},     {Py_sq_item, Vector_item},
    {Py_mp_subscript, Vector_subscript}, {Py_tp_iter, Vector_iter},         {Py_sq_concat, Vector_extend},
    {Py_sq_repeat, Vector_repeat},       {Py_tp_repr, Vector_repr},         {Py_tp_richcompare, Vector_compare},
    {Py_tp_hash, Vector_hash},           {Py_sq_contains, Vector_contains}, {Py_tp_methods, vector_methods},
    {Py_tp_members, vector_members},     {0, NULL},
};

static PyType_Slot iterator_slots[] = {
    {Py_tp_new, no_instances},       {Py_tp_dealloc, Iterator_dealloc}, {Py_tp_traverse, Iterator_traverse},
    {Py_tp_iter, PyObject_SelfIter}, {Py_tp_iternext, Iterator_next},   {Py_tp_methods, iterator_methods},
    {0, NULL},
};

static PyType_Slot evolver_slots[] = {
    {Py_tp_new, no_instances},         {Py_tp_dealloc, Evolver_dealloc},      {Py_tp_traverse, Evolver_traverse},
    {Py_tp_clear, Evolver_clear},      {Py_mp_length, Evolver_length},        {Py_mp_subscript, Evolver_subscript},
    {Py_tp_methods, evolver_methods},  {Py_mp_ass_subscript, Evolver_ass_subscript}, {0, NULL},
};

#define FLAGS (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC)

static PyType_Spec node_spec = {
    "pvectorc_native.Node", offsetof(Node, items), sizeof(PyObject *), FLAGS, node_slots,
};
static PyType_Spec vector_spec = {"pvectorc_native.PVector", sizeof(Vector), 0, FLAGS, vector_slots};
static PyType_Spec iterator_spec = {"pvectorc_native.PVectorIterator", sizeof(Iterator), 0, FLAGS, iterator_slots};
static PyType_Spec evolver_spec = {"pvectorc_native.PVectorEvolver", sizeof(Evolver), 0, FLAGS, evolver_slots};

/* ---- The module ---- */

static PyObject *pvector(PyObject *module, PyObject *args, PyObject *kw)
{
    static char *names[] = {"iterable", NULL};
    PyObject *iterable = NULL;

    if (kw == NULL && PyTuple_GET_SIZE(args) == 1)
        return vector_from(PyTuple_GET_ITEM(args, 0));
    if (!PyArg_ParseTupleAndKeywords(args, kw, "|O:pvector", names, &iterable))
        return NULL;
    return iterable == NULL ? Py_NewRef(empty_vector) : vector_from(iterable);
}

static PyMethodDef pvectorc_methods[] = {
    {"pvector", (PyCFunction)(void (*)(void))pvector, METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static int pvectorc_exec(PyObject *module)
{
    Trie trie = {NULL, NULL, 0, BITS};

    node_type = (PyTypeObject *)PyType_FromSpec(&node_spec);
    vector_type = (PyTypeObject *)PyType_FromSpec(&vector_spec);
    iterator_type = (PyTypeObject *)PyType_FromSpec(&iterator_spec);
    evolver_type = (PyTypeObject *)PyType_FromSpec(&evolver_spec);
    pvector_function = PyObject_GetAttrString(module, "pvector");
    if (node_type == NULL || vector_type == NULL || iterator_type == NULL || evolver_type == NULL
            || pvector_function == NULL)
        return -1;
#if PY_VERSION_HEX < 0x03090000 /* where a spec cannot give it */
    vector_type->tp_weaklistoffset = offsetof(Vector, weaklist);
#endif
    trie.tail = node_copy(NULL, 0);
    empty_vector = trie.tail == NULL ? NULL : vector_make(&trie);
    Py_XDECREF(trie.tail);
    return empty_vector == NULL ? -1 : 0;
}

static PyModuleDef_Slot pvectorc_slots[] = {{Py_mod_exec, pvectorc_exec}, {0, NULL}};

static PyModuleDef pvectorc_def = {
    PyModuleDef_HEAD_INIT, "pvectorc_native", NULL, 0, pvectorc_methods, pvectorc_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_pvectorc_native(void)
{
    return PyModuleDef_Init(&pvectorc_def);
}
