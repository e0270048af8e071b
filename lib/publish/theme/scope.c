/* Scopes: what a template may ask for, by name. A page has few names and each is asked for once or
 * twice, so that a short array searched from its start costs less than a hash table. See
 * template.h. */
#include "publish/theme/template.h"

#include <string.h>

#include "publish/theme/internal.h"

struct PsgScope {
    PsgScope *outer;
    GStringChunk *texts; /* of the scope and of all items below it */
    gboolean is_item;
    guint length, capacity;
    PsgValue *values;
    PsgValue first[8]; /* most items need no more, and then no second allocation */
};

#define TEXT_CHUNK_SIZE 4096

guint
psg_scope_hash(const char *name)
{
    return g_str_hash(name);
}

static PsgScope *
new_scope(PsgScope *outer, GStringChunk *texts, gboolean is_item)
{
    PsgScope *scope = g_new(PsgScope, 1);
    scope->outer = outer;
    scope->texts = texts;
    scope->is_item = is_item;
    scope->length = 0;
    scope->capacity = G_N_ELEMENTS(scope->first);
    scope->values = scope->first;
    return scope;
}

PsgScope *
psg_scope_new(PsgScope *outer)
{
    return new_scope(outer, g_string_chunk_new(TEXT_CHUNK_SIZE), FALSE);
}

static void
clear_value(PsgValue *value)
{
    if (value->kind == PSG_VALUE_MARKUP)
        g_string_free(value->as.markup, TRUE);
    if (value->kind == PSG_VALUE_LIST)
        g_ptr_array_unref(value->as.list);
    value->kind = PSG_VALUE_ABSENT;
}

void
psg_scope_free(PsgScope *scope)
{
    if (!scope)
        return;
    for (guint i = 0; i < scope->length; i++)
        clear_value(&scope->values[i]);
    if (scope->values != scope->first)
        g_free(scope->values);
    if (!scope->is_item)
        g_string_chunk_free(scope->texts);
    g_free(scope);
}

static void
free_item(gpointer item)
{
    psg_scope_free(item);
}

static PsgValue *
find_own(const PsgScope *scope, const char *name, guint hash)
{
    for (guint i = 0; i < scope->length; i++) {
        PsgValue *value = &scope->values[i];
        if (value->hash == hash && (value->name == name || strcmp(value->name, name) == 0))
            return value;
    }
    return NULL;
}

const PsgValue *
psg_scope_find(const PsgScope *scope, const char *name, guint hash, gboolean is_outward)
{
    for (; scope; scope = is_outward ? scope->outer : NULL) {
        const PsgValue *value = find_own(scope, name, hash);
        if (value)
            return value;
    }
    return NULL;
}

static void
grow(PsgScope *scope)
{
    guint capacity = scope->capacity * 2;
    if (scope->values == scope->first) {
        scope->values = g_new(PsgValue, capacity);
        memcpy(scope->values, scope->first, sizeof scope->first);
    } else {
        scope->values = g_renew(PsgValue, scope->values, capacity);
    }
    scope->capacity = capacity;
}

/* The place for a value of this name, empty. */
static PsgValue *
prepare(PsgScope *scope, const char *name)
{
    guint hash = psg_scope_hash(name);
    PsgValue *value = find_own(scope, name, hash);
    if (value) {
        clear_value(value);
        return value;
    }
    if (scope->length == scope->capacity)
        grow(scope);
    value = &scope->values[scope->length++];
    value->name = name;
    value->hash = hash;
    value->kind = PSG_VALUE_ABSENT;
    return value;
}

void
psg_scope_set_text(PsgScope *scope, const char *name, const char *text)
{
    PsgValue *value = prepare(scope, name);
    if (text) {
        value->kind = PSG_VALUE_TEXT;
        value->as.text = g_string_chunk_insert(scope->texts, text);
    }
}

void
psg_scope_take_text(PsgScope *scope, const char *name, char *text)
{
    psg_scope_set_text(scope, name, text);
    g_free(text);
}

void
psg_scope_set_flag(PsgScope *scope, const char *name, gboolean is_set)
{
    PsgValue *value = prepare(scope, name);
    value->kind = PSG_VALUE_FLAG;
    value->as.flag = is_set;
}

void
psg_scope_take_markup(PsgScope *scope, const char *name, GString *markup)
{
    PsgValue *value = prepare(scope, name);
    if (markup) {
        value->kind = PSG_VALUE_MARKUP;
        value->as.markup = markup;
    }
}

void
psg_scope_add_list(PsgScope *scope, const char *name)
{
    PsgValue *value = prepare(scope, name);
    value->kind = PSG_VALUE_LIST;
    value->as.list = g_ptr_array_new_with_free_func(free_item);
}

PsgScope *
psg_scope_add_item(PsgScope *scope, const char *name)
{
    PsgValue *value = find_own(scope, name, psg_scope_hash(name));
    if (!value || value->kind != PSG_VALUE_LIST) {
        psg_scope_add_list(scope, name);
        value = find_own(scope, name, psg_scope_hash(name));
    }
    PsgScope *item = new_scope(NULL, scope->texts, TRUE);
    g_ptr_array_add(value->as.list, item);
    return item;
}
