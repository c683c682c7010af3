/* The constructor looks the default up and does not close it.
 *
 * run: mod.Account.default = 7
 *      assert mod.Account().balance == 7
 * expect: leak
 * function: Account.__init__
 * opened: OPEN
 */
#include "hpy.h"

typedef struct { long balance; } Account;
HPyType_HELPERS(Account)

HPyDef_MEMBER(Account_balance, "balance", HPyMember_LONG, offsetof(Account, balance))

HPyDef_SLOT(Account_init, HPy_tp_init)
static int Account_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Account *account = Account_AsStruct(ctx, self);
    HPy value = HPy_GetAttr_s(ctx, self, "default"); /* OPEN */

    if (HPy_IsNull(value))
        return -1;
    account->balance = HPyLong_AsLong(ctx, value);
    return account->balance == -1 && HPyErr_Occurred(ctx) ? -1 : 0;
}

static HPyDef *account_defines[] = {&Account_balance, &Account_init, NULL};
static HPyType_Spec account_spec = {
    .name = "mod.Account", .basicsize = sizeof(Account), .builtin_shape = SHAPE(Account),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = account_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Account", &account_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
