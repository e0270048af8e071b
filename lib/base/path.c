/* Paths inside a package. See path.h. */
#include "base/path.h"

#include <string.h>

/* Appends the segments of `path` to the stack; FALSE when ".." would leave the root. */
static gboolean
push_segments(GPtrArray *stack, const char *path)
{
    for (const char *at = path; *at;) {
        gsize length = strcspn(at, "/");
        if (length == 2 && at[0] == '.' && at[1] == '.') {
            if (stack->len == 0)
                return FALSE;
            g_ptr_array_set_size(stack, (int)stack->len - 1);
        } else if (length > 0 && !(length == 1 && at[0] == '.')) {
            g_ptr_array_add(stack, g_strndup(at, length));
        }
        at += length;
        if (*at == '/')
            at++;
    }
    return TRUE;
}

static char *
join_segments(GPtrArray *stack)
{
    g_ptr_array_add(stack, NULL);
    return g_strjoinv("/", (char **)stack->pdata);
}

char *
psg_path_resolve(const char *from, const char *reference)
{
    g_autoptr(GPtrArray) stack = g_ptr_array_new_with_free_func(g_free);
    if (reference[0] != '/') {
        const char *slash = strrchr(from, '/');
        g_autofree char *folder = slash ? g_strndup(from, (gsize)(slash - from)) : g_strdup("");
        if (!push_segments(stack, folder))
            return NULL;
    }
    if (strchr(reference, '\\') || !push_segments(stack, reference))
        return NULL;
    return join_segments(stack);
}

char *
psg_path_make_relative(const char *from, const char *to)
{
    gsize shared = 0;
    for (gsize i = 0; from[i] && from[i] == to[i]; i++)
        if (from[i] == '/')
            shared = i + 1;
    GString *result = g_string_new(NULL);
    for (const char *at = from + shared; *at; at++)
        if (*at == '/')
            g_string_append(result, "../");
    g_string_append(result, to + shared);
    /* A first segment with a colon would be taken for a scheme. */
    gsize segment = strcspn(result->str, "/");
    if (result->len == 0 || memchr(result->str, ':', segment))
        g_string_prepend(result, "./");
    return g_string_free(result, FALSE);
}

gboolean
psg_path_is_markdown(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') &&
           (!g_ascii_strcasecmp(dot, ".md") || !g_ascii_strcasecmp(dot, ".markdown"));
}

char *
psg_path_strip_markdown(const char *path)
{
    return psg_path_is_markdown(path) ? g_strndup(path, (gsize)(strrchr(path, '.') - path))
                                      : g_strdup(path);
}
