/* Finding the words that the sender of a letter wrote. There is no rule for what mail programs put
 * around them, only habits: those of the programs that most people use, in the languages that our
 * readers write. */
#include "review/exchange/mail_letter.h"

#include <string.h>

#define LINE_LIMIT 400 /* bytes of a line that are compared with what programs write */

typedef struct {
    const char *words; /* without the signs of quotation */
    gsize length;
    guint depth;
    gboolean is_blank;
} Line;

static void
answer_free(PsgMailAnswer *answer)
{
    g_string_free(answer->quote, TRUE);
    g_string_free(answer->text, TRUE);
    g_free(answer);
}

/* "[cid:image001.png@01D]", "[image: map.png]": where a picture was. */
static gboolean
is_picture(const char *words, gsize length)
{
    return length > 6 && words[length - 1] == ']' &&
           (g_ascii_strncasecmp(words, "[cid:", 5) == 0 ||
                   g_ascii_strncasecmp(words, "[image:", 7) == 0);
}

/* "> > words" */
static Line
read_line(const char *at, gsize length)
{
    Line line = {.words = at, .length = length};
    while (length > 0 && (*at == '>' || (*at == ' ' && line.depth > 0))) {
        line.depth += *at == '>';
        gboolean is_sign = *at == '>';
        at++;
        length--;
        if (is_sign) {
            line.words = at + (length > 0 && *at == ' ');
            line.length = length - (length > 0 && *at == ' ');
        } else if (length == 0 || *at != '>') {
            break;
        }
    }
    while (line.length > 0 && g_ascii_isspace(line.words[line.length - 1]))
        line.length--;
    line.is_blank = line.length == 0 || is_picture(line.words, line.length);
    return line;
}

static GArray *
read_lines(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
    while (*text) {
        gsize length = strcspn(text, "\n");
        Line line = read_line(text, length);
        g_array_append_val(lines, line);
        text += length + (text[length] == '\n');
    }
    return lines;
}

#define LINE(lines, i) (&g_array_index(lines, Line, i))

/* The line folded for comparing, without the signs around it; "" for one that is too long. */
static char *
fold_line(const Line *line)
{
    if (line->length > LINE_LIMIT)
        return g_strdup("");
    g_autofree char *copy = g_strndup(line->words, line->length);
    g_autofree char *valid = g_utf8_make_valid(copy, -1);
    return g_strstrip(g_utf8_casefold(valid, -1));
}

/* --- the history below a letter --- */

/* "From:", "Von:" ... as the first line of a head that is put above what is answered; "*From:*" in
 * bold. */
static gboolean
begins_head(const char *folded)
{
    static const char *const labels[] = {"from:", "von:", "de :", "de:", "od:", "van:", "da:",
            "från:", "fra:", "منجانب:", "من:", NULL};
    while (*folded == '*' || *folded == ' ')
        folded++;
    for (guint i = 0; labels[i]; i++)
        if (g_str_has_prefix(folded, labels[i]))
            return TRUE;
    return FALSE;
}

/* "Sent: ...", "Betreff: ...": one or two words and a colon. */
static gboolean
is_head_line(const char *folded)
{
    while (*folded == '*' || *folded == ' ')
        folded++;
    const char *colon = strchr(folded, ':');
    if (!colon || colon == folded || colon - folded > 24)
        return FALSE;
    guint spaces = 0;
    for (const char *at = folded; at < colon; at++) {
        if (!g_ascii_isalpha(*at) && !(*at & 0x80) && *at != '-' && *at != ' ' && *at != '*')
            return FALSE;
        spaces += *at == ' ';
    }
    return spaces <= 2;
}

static gboolean
is_head(const GArray *lines, guint first)
{
    g_autofree char *folded = fold_line(LINE(lines, first));
    if (!begins_head(folded))
        return FALSE;
    guint count = 1;
    for (guint i = first + 1; i < lines->len && i < first + 6 && !LINE(lines, i)->is_blank; i++) {
        g_autofree char *next = fold_line(LINE(lines, i));
        count += is_head_line(next);
    }
    return count >= 3;
}

/* "-----Original Message-----", "---------- Forwarded message ---------", a line of underscores
 * above a head. */
static gboolean
is_rule(const GArray *lines, guint index)
{
    static const char *const titles[] = {"original message", "forwarded message",
            "ursprüngliche nachricht", "weitergeleitete nachricht", "original-nachricht",
            "message d'origine", "message transféré", "mensaje original", "mensaje reenviado",
            "wiadomość oryginalna", "oryginalna wiadomość", "messaggio originale",
            "mensagem original", "begin forwarded message:", NULL};
    g_autofree char *folded = fold_line(LINE(lines, index));
    if (strspn(folded, "_") >= 10 && strspn(folded, "_") == strlen(folded)) {
        guint next = index + 1;
        while (next < lines->len && next < index + 3 && LINE(lines, next)->is_blank)
            next++;
        return next < lines->len && is_head(lines, next);
    }
    gboolean has_dashes = g_str_has_prefix(folded, "--");
    const char *title = folded + strspn(folded, "- ");
    for (guint i = 0; titles[i]; i++)
        if (g_str_has_prefix(title, titles[i]) && (has_dashes || g_str_has_suffix(titles[i], ":")))
            return TRUE;
    return FALSE;
}

/* "On 3 March 2026 at 12:15, Robin wrote:" and its like, which may go over some lines. */
static gboolean
is_attribution(const char *folded)
{
    static const char *const verbs[] = {"wrote", "schrieb", "a écrit", "escribió", "napisał",
            "pisze", "ha scritto", "escreveu", "schreef", "skrev", "نے لکھا", "کتب", "كتب", NULL};
    gsize length = strlen(folded);
    if (length < 8 || length > LINE_LIMIT)
        return FALSE;
    gboolean ends = folded[length - 1] == ':' || g_str_has_suffix(folded, "：");
    gboolean has_digit = strpbrk(folded, "0123456789") != NULL;
    for (guint i = 0; verbs[i] && ends; i++)
        if (strstr(folded, verbs[i]))
            return has_digit || strchr(folded, '@') || strchr(folded, '<');
    return FALSE;
}

/* TRUE for a line that such a sentence begins with: "On 3 March ..." */
static gboolean
begins_attribution(const char *folded)
{
    static const char *const openers[] = {"on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ",
            "w dniu ", "dnia ", "at ", "بتاریخ ", NULL};
    for (guint i = 0; openers[i]; i++)
        if (g_str_has_prefix(folded, openers[i]))
            return strpbrk(folded, "0123456789") != NULL;
    return FALSE;
}

/* How many lines up to `last`, with it, are an attribution; 0. No more than are needed, so that no
 * words of the letter above are taken for a part of it. */
static guint
measure_attribution(const GArray *lines, guint last)
{
    if (LINE(lines, last)->length == 0 ||
            LINE(lines, last)->words[LINE(lines, last)->length - 1] != ':')
        return 0;
    g_autoptr(GString) all = g_string_new(NULL);
    guint found = 0;
    for (guint count = 1; count <= 4 && count <= last + 1; count++) {
        const Line *line = LINE(lines, last + 1 - count);
        if (line->is_blank || line->depth > 0)
            break;
        g_autofree char *folded = fold_line(line);
        g_string_prepend(all, " ");
        g_string_prepend(all, folded);
        g_autofree char *sentence = g_strstrip(g_strdup(all->str));
        if (begins_attribution(folded) && is_attribution(sentence))
            return count;
        if (found == 0 && is_attribution(sentence))
            found = count;
    }
    return found;
}

static guint
skip_blank(const GArray *lines, guint index)
{
    while (index < lines->len && LINE(lines, index)->is_blank)
        index++;
    return index;
}

/* Takes the lines that say who wrote what is quoted next away. What such a line has below it
 * without signs of quotation is all history: the lines end there. */
static void
remove_attributions(GArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        guint count = LINE(lines, i)->depth > 0 ? 0 : measure_attribution(lines, i);
        if (count == 0)
            continue;
        guint first = i + 1 - count, next = skip_blank(lines, i + 1);
        if (next < lines->len && LINE(lines, next)->depth == 0) {
            g_autofree char *folded = fold_line(LINE(lines, first));
            if (!begins_attribution(folded))
                continue;
            g_array_set_size(lines, first);
            return;
        }
        for (guint j = first; j <= i; j++)
            LINE(lines, j)->is_blank = TRUE;
    }
}

/* "-- " above a signature; "--" is what programs leave of it that trim lines. */
static gboolean
is_signature(const Line *line)
{
    return line->depth == 0 && line->length == 2 && memcmp(line->words, "--", 2) == 0;
}

static gboolean
is_device_line(const Line *line)
{
    static const char *const beginnings[] = {"sent from my ", "sent from outlook",
            "sent from yahoo mail", "sent from samsung", "get outlook for ", "sent via ",
            "von meinem ", "envoyé de mon ", "enviado desde mi ", "wysłane z ", NULL};
    if (line->depth > 0 || line->length > 80)
        return FALSE;
    g_autofree char *folded = fold_line(line);
    for (guint i = 0; beginnings[i]; i++)
        if (g_str_has_prefix(folded, beginnings[i]))
            return TRUE;
    return FALSE;
}

static gboolean
is_above_attribution(const GArray *lines, guint first)
{
    for (guint i = first; i < lines->len && i < first + 4; i++)
        if (measure_attribution(lines, i) == i - first + 1)
            return TRUE;
    return FALSE;
}

/* Ends the lines where the letter ends. */
static void
cut_history(GArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = LINE(lines, i);
        if (line->depth > 0 || line->is_blank)
            continue;
        if (is_signature(line) || is_rule(lines, i) || is_head(lines, i)) {
            g_array_set_size(lines, i);
            return;
        }
        if (is_device_line(line)) {
            guint next = skip_blank(lines, i + 1);
            if (next == lines->len || LINE(lines, next)->depth > 0 || is_rule(lines, next) ||
                    is_head(lines, next) || is_above_attribution(lines, next))
                LINE(lines, i)->is_blank = TRUE;
        }
    }
}

/* --- answers --- */

/* The last paragraph of the quoted lines before `end`, of those who are quoted as deep as its last
 * line. */
static void
read_quote(const GArray *lines, guint end, GString *quote)
{
    while (end > 0 && LINE(lines, end - 1)->is_blank)
        end--;
    if (end == 0 || LINE(lines, end - 1)->depth == 0)
        return;
    guint depth = LINE(lines, end - 1)->depth, start = end;
    while (start > 0 && LINE(lines, start - 1)->depth == depth && !LINE(lines, start - 1)->is_blank)
        start--;
    for (guint i = start; i < end; i++) {
        const Line *line = LINE(lines, i);
        g_string_append_printf(
                quote, "%s%.*s", i > start ? "\n" : "", (int)line->length, line->words);
    }
}

static void
strip_blank_lines(GString *text)
{
    gsize start = 0;
    for (gsize i = 0; i < text->len && g_ascii_isspace(text->str[i]); i++)
        if (text->str[i] == '\n')
            start = i + 1;
    g_string_erase(text, 0, (gssize)start);
    while (text->len > 0 && g_ascii_isspace(text->str[text->len - 1]))
        g_string_truncate(text, text->len - 1);
}

/* The sender's own lines from `*at` on, up to the next quotation. */
static void
read_own(const GArray *lines, guint *at, GString *text)
{
    for (; *at < lines->len; *at += 1) {
        const Line *line = LINE(lines, *at);
        if (line->depth > 0)
            break;
        if (!line->is_blank)
            g_string_append_len(text, line->words, (gssize)line->length);
        g_string_append_c(text, '\n');
    }
    strip_blank_lines(text);
}

GPtrArray *
psg_mail_letter_read(const char *text)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func((GDestroyNotify)answer_free);
    g_autoptr(GArray) lines = read_lines(text);
    cut_history(lines);
    remove_attributions(lines);
    g_autoptr(GString) opening = g_string_new(NULL); /* words before the first quotation */
    for (guint i = 0; i < lines->len;) {
        if (LINE(lines, i)->depth > 0) {
            i++;
            continue;
        }
        guint first = i;
        g_autoptr(GString) own = g_string_new(NULL);
        read_own(lines, &i, own);
        if (own->len == 0)
            continue;
        PsgMailAnswer *answer = g_new0(PsgMailAnswer, 1);
        answer->quote = g_string_new(NULL);
        answer->text = g_string_new(own->str);
        read_quote(lines, first, answer->quote);
        g_ptr_array_add(answers, answer);
    }
    /* What stands before the first quotation ("Dear all,") goes with the first answer. */
    if (answers->len > 1 && ((PsgMailAnswer *)answers->pdata[0])->quote->len == 0) {
        PsgMailAnswer *first = answers->pdata[1];
        g_string_printf(opening, "%s\n\n", ((PsgMailAnswer *)answers->pdata[0])->text->str);
        g_string_prepend(first->text, opening->str);
        g_ptr_array_remove_index(answers, 0);
    }
    return answers;
}

/* --- names --- */

#define SIGNATURE_LIMIT 12 /* lines */

static gboolean
is_name_part(const char *word, char *const *parts)
{
    for (; *parts; parts++)
        if (**parts && strcmp(word, *parts) == 0)
            return TRUE;
    return FALSE;
}

static char **
split_name(const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    return g_strsplit_set(folded, " \t.,-()\"'", -1);
}

/* TRUE for a line that is made of parts of the name alone. */
static gboolean
is_name(const char *line, char *const *parts)
{
    g_auto(GStrv) words = split_name(line);
    guint count = 0;
    for (char **word = words; *word; word++) {
        if (**word && !is_name_part(*word, parts))
            return FALSE;
        count += **word != '\0';
    }
    return count > 0;
}

/* "Kind regards," */
static gboolean
is_closing(const char *line)
{
    static const char *const words[] = {"regards", "wishes", "thanks", "thank you", "sincerely",
            "faithfully", "cheers", "yours", "best,", "grüße", "grüßen", "gruß", "cordialement",
            "saludos", "pozdrawiam", "pozdrowieniami", "شکریہ", NULL};
    if (strlen(line) > 60)
        return FALSE;
    g_autofree char *folded = g_utf8_casefold(line, -1);
    for (guint i = 0; words[i]; i++) {
        g_autofree char *word = g_utf8_casefold(words[i], -1);
        if (strstr(folded, word))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_blank_text(const char *line)
{
    return line[strspn(line, " \t\r")] == '\0';
}

/* TRUE when lines may be what people put below their names: few, short and no postscript. */
static gboolean
may_be_signature(char *const *lines, guint count)
{
    if (count > SIGNATURE_LIMIT)
        return FALSE;
    for (guint i = 0; i < count; i++) {
        g_autofree char *folded = g_utf8_casefold(lines[i], -1);
        if (strlen(folded) > 100 || g_str_has_prefix(folded, "ps") ||
                g_str_has_prefix(folded, "p.s") || g_str_has_prefix(folded, "p. s"))
            return FALSE;
    }
    return TRUE;
}

/* The line from which on a letter is its signature; `count` for none. */
static guint
find_signature(char *const *lines, guint count, char *const *parts)
{
    const char *before = NULL; /* the last line that was not blank */
    for (guint i = 0; i < count; i++) {
        if (is_blank_text(lines[i]))
            continue;
        gboolean is_below_closing = before && is_closing(before);
        if (before && (is_below_closing || i + 1 == count) && strlen(lines[i]) <= 100 &&
                is_name(lines[i], parts) && may_be_signature(lines + i, count - i))
            return i;
        before = lines[i];
    }
    return count;
}

guint
psg_mail_letter_unsign(GString *text, const char *name)
{
    if (!name)
        return 0;
    g_auto(GStrv) parts = split_name(name);
    g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
    guint count = g_strv_length(lines), first = find_signature(lines, count, parts);
    if (first == count)
        return 0;
    gsize length = 0;
    for (guint i = 0; i < first; i++)
        length += strlen(lines[i]) + 1;
    g_string_truncate(text, length);
    strip_blank_lines(text);
    return count - first;
}

gboolean
psg_mail_letter_names(const GString *text, const char *name)
{
    if (!name || strlen(name) < 4)
        return FALSE;
    g_autofree char *folded = g_utf8_casefold(text->str, -1);
    g_autofree char *plain = g_utf8_casefold(name, -1);
    const char *comma = strchr(plain, ',');
    g_autofree char *family = comma ? g_strndup(plain, (gsize)(comma - plain)) : NULL;
    g_autofree char *turned =
            comma ? g_strdup_printf("%s %s", comma + 1 + strspn(comma + 1, " "), family) : NULL;
    return strstr(folded, plain) || (turned && strstr(folded, turned));
}
