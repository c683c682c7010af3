/* Stands first in the include path of universal builds, so that including Python.h is a clear error. */
#error "It is forbidden to #include <Python.h> when targeting the HPy Universal ABI; choose the ABI hybrid for it"
