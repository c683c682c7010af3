"""What hosts with an HPy of their own do other than CPython, and the tests that show it: they are skipped there. So are
those of what emulators of CPython's cannot do, or CPython does otherwise on that system.

Read by conftest.py. docs/hosts.md lists the same for authors of extensions. Each entry has the host, what it does,
and the tests by file: names without "test_", regular expressions, with parameters where others of the test pass.
"""

import inspect
import os
import re
import sys

from .hosts import EMULATOR, HOST, NATIVE_MINOR

PYPY, GRAALPY, QEMU, WINE = r"pypy 7\.3\.", r"graalpy ", r"qemu$", r"wine$"

COUNTS_REFERENCES = getattr(sys, "getrefcount", lambda object: -1)(object()) > 0  # GraalPy's gives -1
LATER = "objects are destroyed at some later time"
SURROGATES = "HPyUnicode_AsUTF8AndSize takes lone surrogates"
WORDS = "says it in words of its own, without the names"

DIFFERENCES = [
    (
        PYPY,
        LATER,
        {
            "call_in": "finalize_and_destroy|finalize_and_destroy_in_a_cycle|capsule_destructor",
            "capsule": "destructor|remove_destructor",
            "field": "storing_null_clears|storing_releases_the_old_value|finaliser_of_the_old_value_sees_the_new"
            "|fields_in_allocated_memory"
            "|array_grows_under_the_collector|array_that_was_popped_holds_no_more",
            "type_members": "objects_are_held_and_released",
            "global": "store_releases_the_old_value|finaliser_of_the_old_value_sees_the_new_one",
        },
    ),
    (
        PYPY,
        "ends the process when an instance of a Python subclass of a type with HPy_tp_destroy goes",
        {"field": r".*\[subclass-.*"},
    ),
    (
        PYPY,
        "a type's HPy_tp_traverse replaces its base's, whose fields are freed while they are in use",
        {"type_bases": "chain_of_hpy_types|cycle_through_each_level|type_counts_its_instances_once"},
    ),
    (PYPY, "a destructor without trampoline is taken", {"capsule": "new_refuses|incomplete_destructor"}),
    (PYPY, "HPyCapsule_Set takes a null pointer", {"capsule": "set_null_pointer"}),
    (
        PYPY,
        "HPyFloat_AsDouble takes no object with __index__",
        {"argparse": r"numbers\[universal-[df]\].*", "float": "as_double_uses_index"},
    ),
    (
        PYPY,
        SURROGATES,
        {
            "argparse": "text_with_surrogate",
            "unicode": r"utf8_of_lone_surrogates\[universal-utf8(_and_size)?\]",
            "escape": r"random_texts|.*\[\\ud.*",
        },
    ),
    (PYPY, "a lone surrogate in a text is a SystemError", {"argparse_keywords": r"type_errors\[.*ud800.*"}),
    (PYPY, "HPy_Bytes takes no iterable of numbers", {"attr_item": "bytes"}),
    (PYPY, "HPyBytes_Size takes other objects with a length", {"bytes": r"something_else\[.*-size.*"}),
    (
        PYPY,
        "sizes are not checked",
        {"builders": "failure_shows_at_build|cancel_after_failure", "tracker": "size_beyond_memory"},
    ),
    (
        PYPY,
        "HPyUnicode_FromString takes no invalid UTF-8: a SystemError or worse",
        {"buildvalue": "invalid_utf8", "unicode": "from_string_is_strict", "structseq": "texts_that_are_not_utf8"},
    ),
    (PYPY, "a type whose name is no UTF-8 is a UnicodeEncodeError", {"not_utf8": "name_of_a_type_with_a_wrong_spec"}),
    (PYPY, "HPyUnicode_EncodeFSDefault of no text is an AttributeError", {"unicode": "encode_fs_of_something_else"}),
    (
        PYPY,
        "HPyUnicode_FromEncodedObject takes no bytearray",
        {"unicode": r"from_encoded_object_takes_any_buffer\[universal-data1.*"},
    ),
    (PYPY, "a memoryview does not name its object", {"buffer": "fields", "call_in": "buffer"}),
    (
        PYPY,
        "what getters and setters raise is reported, as it cannot be passed on; del is refused",
        {
            "call_in": "delete_and_failing_setter",
            "type_getset": "get_and_set|delete_calls_the_setter_with_null|getter_only|delete_with_getter_only"
            "|setter_only|errors_are_passed_on",
            "quickstart": "check_passes",
        },
    ),
    (
        PYPY,
        "no reflected operators from slots",
        {
            "call_in": "binary",
            "vector": "operators_with_a_number_on_either_side",
            "type_slots": "binary|power|sequence_concat_and_repeat",
        },
    ),
    (PYPY, "del of an empty HPyMember_OBJECT_EX is no error", {"type_members": "object_ex"}),
    (PYPY, "HPyMember_ULONGLONG takes no negative number", {"type_members": r"write\[.*-m_ulonglong.*"}),
    (PYPY, "members cut numbers without a warning", {"type_members": "small_overflow_is_truncated.*"}),
    (
        PYPY,
        "HPy_hash_not_implemented and a comparison of its own leave the base's hash",
        {"type_slots": "hash|comparison_and_hash.*"},
    ),
    (
        PYPY,
        "HPy_tp_new and HPy_tp_init get names and values as a method does",
        {"type_slots": "keywords_are_null_when_there_are_none"},
    ),
    (PYPY, "HPyType_GetBuiltinShape gives 0", {"type_shape": "types_not_made_by_hpy_are_legacy|what_is_no_type"}),
    (PYPY, "has no payload in a list", {"type_shape": "inline_access_and_table_agree"}),
    (PYPY, "types have no __basicsize__", {"type_spec": "all_fields_but_name_may_be_zero"}),
    (PYPY, "HPy_New of a type that is not HPy's is a SystemError", {"type_spec": "hpy_new_from_outside"}),
    (PYPY, "HPyType_GetName of a builtin type has its module", {"type_spec": "get_name"}),
    (PYPY, "the type of a member has another name", {"type_members": "doc"}),
    (PYPY, "any type can be subclassed", {"vector": "cannot_be_subclassed", "type_spec": "basetype"}),
    (PYPY, "a getter of another object ends the process", {"type_getset": "wrong_object"}),
    (
        PYPY,
        "a Python class as a base of a type ends the process, and so do several bases",
        {
            "type_bases": "base_may_be_repeated|several_bases_with_one_layout|abstract_base_class"
            "|without_payload_any_base_will_do|over_a_python_class_with_(dict|data)"
        },
    ),
    (PYPY, "structseq has no names beside its fields", {"structseq": "same_as_the_hosts"}),
    (
        PYPY,
        "HPyLong_AsInt32_t and HPyLong_AsUInt32_t cut numbers that are too large",
        {"long": r"as_out_of_range\[universal-AsU?Int32_t.*"},
    ),
    (
        PYPY,
        "HPyLong_AsInt32_t and HPyLong_AsDouble take a float",
        {"long": r"what_is_no_int\[universal-2\.0-As(Int32_t|Double).*"},
    ),
    (PYPY, "HPyLong_AsVoidPtr takes no negative number", {"long": "void_pointer"}),
    (PYPY, "HPyNumber_Check says no to complex numbers", {"number": r"number_check\[universal-1j.*"}),
    (PYPY, "HPyList_Append to no list ends the process", {"list": "append_to_something_else"}),
    (
        PYPY,
        "HPyErr_WriteUnraisable does not hand on the object",
        {"err": r"write_unraisable\[universal-the object.*", "contracts": "pending_exception_can_be_reported"},
    ),
    (
        PYPY,
        "a type without a module in its name gives no warning",
        {
            "contracts": "name_without_module",
            "helpers": "full_name_of_a_type_that_has_none",
            "type_spec": "name_without_dot_warns",
        },
    ),
    (
        PYPY,
        "a derived type with no struct of its own has none",
        {
            "contracts": "struct_of_a_derived_type",
            "type_call": r"derived_type_inherits_the_call\[universal-5-0-.*|call_written_in_python_wins",
        },
    ),
    (
        PYPY,
        "a type without HPy_tp_new, or one that refuses instances, makes instances",
        {
            "contracts": "type_without_new|type_that_refuses_instances",
            "type_spec": "without_tp_new_the_payload_is_zeroed",
        },
    ),
    (
        PYPY,
        "functions have no text signature, and neither __module__ nor __self__",
        {"contracts": "signature_in_the_readme|text_signature", "module": "method|two_modules_from_one_definition"},
    ),
    (PYPY, "members and attributes in a module's defines are an error", {"module": "members_and_attributes.*"}),
    (
        PYPY,
        "HPy_mod_create gets a module in place of the spec, and must make a module",
        {
            "module": "create_slot_makes_any_object|create_slot_gets_the_spec"
            r"|create_slot_beside_other_defines\[universal-HPyDef_MEMBER.*"
        },
    ),
    (PYPY, "an exception that HPy_mod_exec leaves set is dropped", {"module": "exec_that_succeeds_with_an_exception"}),
    (PYPY, WORDS, {"module": "slot_of_a_type|unknown_slot|two_create_slots"}),
    (PYPY, "an unknown kind of HPyDef ends the process", {"module": "unknown_kind"}),
    (PYPY, "an HPyDef without function is taken, or ends the process", {"module": "record_without_a_function"}),
    (
        PYPY,
        "refuses few of the wrong type specs, and " + WORDS,
        {
            "type_errors": "refused|public_flags|flags_that_only_the_interpreter_sets|flag_that_follows_from_the_base"
            "|spec_without_name"
        },
    ),
    (PYPY, "there is no _testcapi", {"type_errors": "each_failed_allocation_is_a_memory_error"}),
    (
        PYPY,
        "calls of a type with HPy_tp_call but without HPy_tp_new take no arguments",
        {"type_call": r"call\[universal-0-exact.*|another_call_and_a_function_of_the_object"},
    ),
    (
        PYPY,
        "super().__new__ is not object.__new__ where a type has no HPy_tp_new",
        {"type_call": r"(call|derived_type_.*|another_call_is_given_to_the_type)\[.*-python-new.*"},
    ),
    (
        PYPY,
        "HPy_SetCallFunction sets the function of the type",
        {"type_call": "set_call_function|set_call_function_without_a_struct"},
    ),
    (
        PYPY,
        "a type with HPy_tp_call has no attribute __call__ as Python's",
        {"type_call": "more_callable_types_than_pairs_of_functions"},
    ),
    (PYPY, "a vectorcall member of the type's own is not seen", {"type_call": "vectorcall_member"}),
    (
        GRAALPY,
        "HPy_GetItem_i and HPy_SetItem_i end the process for an index of a list that is negative or too large",
        {"attr_item": "get_item_i_negative|get_item_i_out_of_range|set_item_i|set_item_i_out_of_range"},
    ),
    (GRAALPY, "a call of a number raises no TypeError", {"call": "call_something_else"}),
    (
        GRAALPY,
        LATER,
        {
            "global": "store_releases_the_old_value|finaliser_of_the_old_value_sees_the_new_one",
            "type_members": "objects_are_held_and_released",
            "field": "storing_null_clears|storing_releases_the_old_value|finaliser_of_the_old_value_sees_the_new"
            "|fields_in_allocated_memory|array_that_was_popped_holds_no_more|cycle_is_collected",
            "call_in": "finalize_and_destroy|finalize_and_destroy_in_a_cycle|capsule_destructor",
            "buffer": "release",
        },
    ),
    (
        GRAALPY,
        "the collector is Java's: it does not ask HPy_tp_traverse",
        {"field": "collector_finds_the_referents|array_grows_under_the_collector", "call_in": "traverse"},
    ),
    (
        GRAALPY,
        "del of an attribute with a getter or setter is refused",
        {
            "type_getset": "delete_calls_the_setter_with_null|delete_with_getter_only",
            "call_in": "delete_and_failing_setter",
        },
    ),
    (
        GRAALPY,
        "a buffer of an object is no bytes-like one for Python, and one without a format ends the process",
        {
            "buffer": "bytes_of_a_grid",
            "buffer_exporters": "in_every_minor_version|collector_looks_at_views_that_are_being_filled",
            "call_in": "buffer",
        },
    ),
    (
        GRAALPY,
        "a builder that could not be made ends the process at the next call",
        {
            "builders": "failure_shows_at_build|cancel_after_failure|no_leaks",
        },
    ),
    (
        GRAALPY,
        "definitions of modules are not checked; a record without name or function ends the process",
        {
            "module": "exec_that_fails_without_exception|signature_that_no_method_has|slot_of_a_type|unknown_slot"
            "|unknown_kind|record_without_a_function|two_create_slots|create_slot_beside_other_(defines|fields)"
            "|defines_are_checked_before_the_company_of_a_create_slot"
        },
    ),
    (
        GRAALPY,
        "HPyType_GetBuiltinShape is -1 for a Python subclass, and a TypeError for types that are not HPy's",
        {"type_shape": "subclass_has_the_shape_of_its_base|types_not_made_by_hpy_are_legacy"},
    ),
    (
        GRAALPY,
        "of wrong type specs, as one with a smaller struct than the base's, it does not say so",
        {"contracts": "struct_of_a_derived_type", "not_utf8": "name_of_a_type_with_a_wrong_spec"},
    ),
    (
        GRAALPY,
        "a type whose HPy_tp_new refuses can be made by object.__new__",
        {"contracts": "type_that_refuses_instances"},
    ),
    (
        GRAALPY,
        "HPyErr_SetObject makes an argument of None",
        {"null_handles": "null_for_the_value_of_an_exception"},
    ),
    (
        GRAALPY,
        "text with lone surrogates is taken, as question marks",
        {
            "escape": r"character_beside_special_ones\[.ud.*|random_texts",
            "argparse": "text_with_surrogate",
            "argparse_keywords": r"type_errors\[.*ud800.*",
            "format": r"str\[.*ud(800|fff).*|long_results",
            "unicode": "utf8_of_lone_surrogates|file_system_encoding_round_trip",
        },
    ),
    (
        GRAALPY,
        "bytes that are not UTF-8 are taken, as question marks",
        {
            "buildvalue": "invalid_utf8",
            "structseq": "texts_that_are_not_utf8",
            "unicode": "from_string_is_strict",
        },
    ),
    (
        GRAALPY,
        "HPy_RichCompare gives the truth of the result, and falls back to the identity without TypeError",
        {
            "attr_item": "comparison_result_may_be_any_object|comparison_unsupported"
            "|bool_comparison_takes_a_shortcut_for_identity"
        },
    ),
    (GRAALPY, "contextvars have no name", {"contextvar": "new"}),
    (
        GRAALPY,
        "HPyErr_NewException takes the first point in a name for the end of the module",
        {"err": "new_exception", "contracts": "exception_without_module"},
    ),
    (
        GRAALPY,
        "HPyErr_SetObject makes no several arguments of a tuple",
        {"err": "set_object_with_a_tuple_gives_several_arguments"},
    ),
    (
        GRAALPY,
        "a type without module in its name makes no warning",
        {"contracts": "name_without_module", "helpers": "full_name_of_a_type_that_has_none"},
    ),
    (GRAALPY, "a base that is no type is a NotImplementedError", {"helpers": "add_type"}),
    (
        GRAALPY,
        "functions have no text signature",
        {"contracts": "signature_in_the_readme|text_signature", "functions": "doc_with_a_signature_line"},
    ),
    (GRAALPY, "the signature of a method is not looked at", {"functions": "unsupported_signature"}),
    (GRAALPY, "a list of one item is made as [None]", {"list": r"new_and_fill\[.*items1.*"}),
    (
        GRAALPY,
        "ints of a derived class are taken by their __index__; addresses are never negative",
        {"long": r"values_around_a_digit\[.*Derived.*|void_pointer"},
    ),
    (GRAALPY, "HPyNumber_Check says no to complex numbers", {"number": r"number_check\[.*1j.*"}),
    (GRAALPY, "HPySlice_Unpack cuts to 32 bits", {"slice": "unpack|unpack_clips_.*"}),
    (GRAALPY, "sizes beyond memory are taken", {"tracker": "size_beyond_memory"}),
    (
        GRAALPY,
        "no reflected divmod and power from slots",
        {"type_slots": r"binary\[.*nb_divmod.*|power"},
    ),
    (
        GRAALPY,
        "HPy_tp_new and HPy_tp_init get names and values as a method does",
        {"type_slots": "new_and_init|keywords_are_null_when_there_are_none"},
    ),
    (
        GRAALPY,
        "HPy_hash_not_implemented is not looked at; a hash alone leaves the base's comparison",
        {"type_slots": "hash|comparison_and_hash_are_inherited_together"},
    ),
    (
        GRAALPY,
        "HPyMember_LONGLONG reads as unsigned",
        {"type_members": r"write|(read|delete_is_refused)\[.*m_longlong.*"},
    ),
    (
        GRAALPY,
        "members: numbers are cut without a warning; those of objects that are empty raise without a text",
        {"type_members": "small_overflow_is_truncated_with_a_warning|object|object_ex"},
    ),
    (
        GRAALPY,
        "a get/set takes the place of a member of the same name",
        {"type_members": r"member_and_getset_of_one_name\[.*"},
    ),
    (
        QEMU,
        "a program does not start without the emulator",
        {"set_user_id": ".*", "direct_import": "python_without_the_functions_needed"},
    ),
    (
        WINE,
        "PyErr_SetFromErrnoWithFilenameObjects of CPython for Windows makes errno 22 of any where there are two names",
        {"err": r"errno_with_two_objects|setter_replaces_pending_exception\[.*-7-FileNotFoundError.*"},
    ),
]


def known_difference(nodeid, function):
    """What is known of the host, if this test, a function, fails or crashes for that; None otherwise."""
    if NATIVE_MINOR is None and EMULATOR is None:
        return None
    if not COUNTS_REFERENCES and re.search("getrefcount|from_address", inspect.getsource(function)):
        return "%s counts no references" % HOST
    path, _, name = nodeid.partition("::")
    file = os.path.basename(path)[len("test_") : -len(".py")]
    for host, reason, tests in DIFFERENCES:
        if re.match(host, HOST) and re.fullmatch(r"test_(%s)(\[.*)?" % tests.get(file, "$"), name, re.S):
            return "%s: %s" % (HOST, reason)
    return None
