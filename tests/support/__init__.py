"""What the tests share: snippet templates, the compiler cache, subprocess runs."""
