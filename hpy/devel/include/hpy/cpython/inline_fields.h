/* The CPython bodies of copying, moving and clearing fields: HPy_BODY(inline) in api/fields.h. An old content is released
 * last: its finaliser must see the new one. */
#ifndef HPY_CPYTHON_INLINE_FIELDS_H
#define HPY_CPYTHON_INLINE_FIELDS_H

HPyAPI_FUNC void ctx_Field_Copy(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy source_object,
                                const HPyField *source_field)
{
    (void)ctx;
    (void)target_object;
    (void)source_object;
    Py_XDECREF(_hpy_content_replace(&target_field->_i, _hpy_content_take(&source_field->_i)));
}

HPyAPI_FUNC void ctx_Field_CopyN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                                 const HPyField *source_fields, HPy_ssize_t n)
{
    HPy_ssize_t i;

    for (i = 0; i < n; i++)
        ctx_Field_Copy(ctx, target_object, &target_fields[i], source_object, &source_fields[i]);
}

HPyAPI_FUNC void _hpy_field_move(HPyField *target, HPyField *source)
{
    PyObject *moved = _hpy_content_replace(&source->_i, NULL);
    Py_XDECREF(_hpy_content_replace(&target->_i, moved));
}

HPyAPI_FUNC void ctx_Field_MoveN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                                 HPyField *source_fields, HPy_ssize_t n)
{
    HPy_ssize_t i;
    (void)ctx;
    (void)target_object;
    (void)source_object;

    if (target_fields < source_fields) {
        for (i = 0; i < n; i++)
            _hpy_field_move(&target_fields[i], &source_fields[i]);
    } else if (target_fields != source_fields) {
        for (i = n; i-- > 0;)
            _hpy_field_move(&target_fields[i], &source_fields[i]);
    }
}

HPyAPI_FUNC void ctx_Field_Swap(HPyContext *ctx, HPy object, HPyField *field, HPy other_object, HPyField *other_field)
{
    (void)ctx;
    (void)object;
    (void)other_object;
    if (field != other_field) {
        PyObject *held = _hpy_content_replace(&field->_i, NULL);
        held = _hpy_content_replace(&other_field->_i, held);
        Py_XDECREF(_hpy_content_replace(&field->_i, held)); /* what another thread stored meanwhile */
    }
}

HPyAPI_FUNC void ctx_Field_ClearN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy_ssize_t n)
{
    HPy_ssize_t i;
    (void)ctx;
    (void)target_object;

    for (i = 0; i < n; i++)
        Py_XDECREF(_hpy_content_replace(&target_fields[i]._i, NULL));
}

#endif /* HPY_CPYTHON_INLINE_FIELDS_H */
