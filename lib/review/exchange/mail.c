/* Letters as items: see mail.h. The parts of the work: messages of an mbox (mail_box.c), their
 * heads and text (mail_message.c, mail_text.c, mail_html.c), the sender's own words
 * (mail_letter.c). */
#include "review/exchange/mail.h"

#include <string.h>

#include "review/exchange/mail_box.h"
#include "review/exchange/mail_letter.h"
#include "review/exchange/mail_message.h"
#include "review/exchange/note.h"
#include "review/review_error.h"

#define FILE_LIMIT (256 * 1024 * 1024)
#define MESSAGE_LIMIT 50000
#define ANSWER_LIMIT 100 /* of one letter */
#define QUOTE_LIMIT 8192

/* The characters of ids (see event_id.c). */
#define ID_CHARACTERS "[0-9a-hjkmnp-tv-z]"
#define ID "(?:[0-9]{8}T[0-9]{6}Z-)?" ID_CHARACTERS

typedef struct {
    GPtrArray *notes;    /* NULL */
    GPtrArray *messages; /* PsgMailMessage; NULL where there is none */
    GHashTable *ids;     /* of them */
    GPtrArray *items;
    GRegex *in_subject, *in_text;
} Reading;

static void
reading_clear(Reading *reading)
{
    g_clear_pointer(&reading->messages, g_ptr_array_unref);
    g_clear_pointer(&reading->ids, g_hash_table_unref);
    g_clear_pointer(&reading->items, g_ptr_array_unref);
    g_clear_pointer(&reading->in_subject, g_regex_unref);
    g_clear_pointer(&reading->in_text, g_regex_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static void
item_free(gpointer item)
{
    psg_import_item_free(item);
}

static void
message_free(gpointer message)
{
    psg_mail_message_free(message);
}

static void G_GNUC_PRINTF(3, 4) note(const Reading *reading, guint number, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    psg_note_add(reading->notes, "message %u %s", number, text);
}

/* --- which thread --- */

static char *
match_id(GRegex *regex, const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    return g_regex_match(regex, text, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

/* What a letter says of its thread. */
typedef struct {
    char *id; /* NULL */
    gboolean is_guess;
} Thread;

static void
thread_clear(Thread *thread)
{
    g_free(thread->id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Thread, thread_clear)

/* An id in brackets. Other programs write words there, and years: letters alone may be an id, and
 * digits alone are none. */
static Thread
find_bracketed(const Reading *reading, const char *subject)
{
    g_autofree char *id = match_id(reading->in_subject, subject);
    if (!id || !strpbrk(id, "abcdefghjkmnpqrstvwxyz"))
        return (Thread){0};
    gboolean is_guess = !strpbrk(id, "0123456789");
    return (Thread){g_steal_pointer(&id), is_guess};
}

/* Named in the subject; anywhere in the text, of which the quoted part is mostly our own letter; or
 * in brackets in the subject. */
static Thread
find_thread(const Reading *reading, const PsgMailMessage *message)
{
    const char *subject = message->subject ? message->subject : "";
    Thread bracketed = find_bracketed(reading, subject);
    if (bracketed.id && !bracketed.is_guess)
        return bracketed;
    char *id = match_id(reading->in_text, subject);
    if (!id)
        id = match_id(reading->in_text, message->text->str);
    if (!id)
        return bracketed;
    g_free(bracketed.id);
    return (Thread){id, FALSE};
}

/* --- items --- */

/* `index` is that of the answer in its letter. */
static char *
make_source(const PsgMailMessage *message, guint index)
{
    g_autofree char *number = g_strdup_printf("%u", index);
    const char *by_id[] = {message->id, number, NULL};
    const char *by_words[] = {message->date ? message->date : "", message->text->str, number, NULL};
    return psg_import_make_source("mail", message->id ? by_id : by_words);
}

/* The nearest message it replies to that is in this file, else the nearest of all; NULL. */
static char *
find_parent(const Reading *reading, const PsgMailMessage *message, gboolean *is_here)
{
    const char *id = message->replies->len ? message->replies->pdata[0] : NULL;
    *is_here = FALSE;
    for (guint i = 0; i < message->replies->len && !*is_here; i++) {
        const char *candidate = message->replies->pdata[i];
        if (g_hash_table_contains(reading->ids, candidate) &&
                g_strcmp0(candidate, message->id) != 0) {
            id = candidate;
            *is_here = TRUE;
        }
    }
    const char *parts[] = {id, "0", NULL};
    return id ? psg_import_make_source("mail", parts) : NULL;
}

/* Answers of a letter that goes to one thread as one text, each below what it answers. */
static void
join_answers(GPtrArray *answers)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < answers->len; i++) {
        const PsgMailAnswer *answer = answers->pdata[i];
        g_auto(GStrv) lines = g_strsplit(answer->quote->str, "\n", -1);
        if (i > 0)
            g_string_append(all, "\n\n");
        for (char **line = lines; *line; line++)
            g_string_append_printf(all, "> %s\n", *line);
        g_string_append_printf(all, "%s%s", *lines ? "\n" : "", answer->text->str);
    }
    g_ptr_array_set_size(answers, 1);
    PsgMailAnswer *first = answers->pdata[0];
    g_string_assign(first->text, all->str);
    g_string_truncate(first->quote, 0);
}

/* A subject that its sender chose is a part of what they say. */
static char *
make_text(const PsgMailMessage *message, const PsgMailAnswer *answer, gboolean has_subject)
{
    g_autofree char *text = psg_import_make_markdown(answer->text->str);
    if (!has_subject || !message->subject || message->replies->len > 0 ||
            g_str_has_prefix(answer->text->str, message->subject))
        return g_steal_pointer(&text);
    g_autofree char *subject = psg_import_make_markdown(message->subject);
    g_strdelimit(subject, "*", ' ');
    g_strstrip(subject);
    return *subject ? g_strdup_printf("**%s**\n\n%s", subject, text) : g_steal_pointer(&text);
}

static void
add_item(Reading *reading, const PsgMailMessage *message, const PsgMailAnswer *answer, guint index,
        guint count, guint number, const Thread *thread, const char *parent)
{
    PsgImportItem *item = psg_import_item_new();
    item->label = count > 1 ? g_strdup_printf("message %u, answer %u", number, index + 1)
                            : g_strdup_printf("message %u", number);
    item->source = make_source(message, index);
    item->name = g_strdup(message->name);
    item->mail = g_strdup(message->mail);
    item->at = message->at;
    item->text = make_text(message, answer, index == 0 && (!thread->id || thread->is_guess));
    if (answer->quote->len > 0 && answer->quote->len <= QUOTE_LIMIT)
        item->quote = g_strdup(answer->quote->str);
    item->thread = g_strdup(thread->id);
    item->is_thread_guess = thread->is_guess;
    item->parent = g_strdup(parent);
    g_ptr_array_add(reading->items, item);
}

/* Names say more than a sender may want to: the one below the letter goes, others are pointed to.
 */
static void
treat_names(const Reading *reading, const PsgMailMessage *message, GPtrArray *answers, guint number)
{
    PsgMailAnswer *last = answers->pdata[answers->len - 1];
    guint lines = psg_mail_letter_unsign(last->text, message->name);
    if (lines > 1)
        note(reading, number,
                "ends with its sender's name and what is below it, %u lines that are left out",
                lines);
    else if (lines == 1)
        note(reading, number, "ends with its sender's name, which is left out");
    for (guint i = 0; i < answers->len; i++) {
        const PsgMailAnswer *answer = answers->pdata[i];
        if (psg_mail_letter_names(answer->text, message->name)) {
            note(reading, number,
                    "has its sender's name in its words; edit or redact them unless the sender "
                    "wants to be named");
            return;
        }
    }
}

static void
read_letter(Reading *reading, const PsgMailMessage *message, guint number)
{
    g_autoptr(GPtrArray) answers = psg_mail_letter_read(message->text->str);
    if (answers->len == 0) {
        note(reading, number,
                "has no words of its sender's own (only quotations, a signature or nothing) and is "
                "left out");
        return;
    }
    gboolean is_here;
    g_autofree char *parent = find_parent(reading, message, &is_here);
    g_auto(Thread) thread = find_thread(reading, message);
    gboolean is_reply = is_here || (thread.id && !thread.is_guess);
    treat_names(reading, message, answers, number);
    if (answers->len > 1 && (is_reply || answers->len > ANSWER_LIMIT))
        join_answers(answers);
    for (guint i = 0; i < answers->len; i++)
        add_item(reading, message, answers->pdata[i], i, answers->len, number, &thread, parent);
}

static void
read_message(Reading *reading, guint index)
{
    const PsgMailMessage *message = reading->messages->pdata[index];
    guint number = index + 1;
    if (!message) {
        note(reading, number, "has no head and is left out");
        return;
    }
    if (message->is_automatic) {
        note(reading, number,
                "was sent by a program (a notice of absence or of delivery) and is left out");
        return;
    }
    for (guint i = 0; i < message->attachments->len; i++) {
        const char *name = message->attachments->pdata[i];
        gboolean is_word = g_str_has_suffix(name, ".docx");
        note(reading, number, "has an attachment that is not read, \"%s\"%s", name,
                is_word ? ": save it and import it by itself" : "");
    }
    if (message->problem)
        note(reading, number, "is not read as a whole: %s", message->problem);
    read_letter(reading, message, number);
}

/* TRUE for a text that begins with lines like "Subject: ...". */
static gboolean
has_head(GBytes *bytes)
{
    static const char *const names[] = {"from", "to", "date", "subject", "message-id", "received",
            "return-path", "mime-version", "content-type", "delivered-to", "x-mozilla-status",
            "references", "in-reply-to", "reply-to", "sender", "cc", NULL};
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (length == 0)
        return FALSE;
    const char *end = data + MIN(length, (gsize)65536);
    guint found = 0;
    for (const char *line = data; line < end;) {
        const char *line_end = memchr(line, '\n', (gsize)(end - line));
        gsize size = (gsize)((line_end ? line_end : end) - line);
        if (size == 0 || *line == '\r')
            break;
        const char *colon = memchr(line, ':', size);
        g_autofree char *name = colon ? g_ascii_strdown(line, colon - line) : NULL;
        found += name && g_strv_contains(names, name);
        line += size + (line_end ? 1 : 0);
    }
    return found >= 2;
}

static GPtrArray *
split(GBytes *bytes, GError **error)
{
    if (g_bytes_get_size(bytes) > FILE_LIMIT) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT,
                "the file is larger than 256 MB; save only the letters that matter, to a file of "
                "their own");
        return NULL;
    }
    g_autoptr(GPtrArray) messages = NULL;
    if (psg_mail_is_box(bytes)) {
        messages = psg_mail_split(bytes);
    } else if (has_head(bytes)) {
        messages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
        g_ptr_array_add(messages, g_bytes_ref(bytes));
    }
    if (messages && messages->len <= MESSAGE_LIMIT)
        return g_steal_pointer(&messages);
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT, "%s",
            messages
                    ? "there are more than 50,000 messages in it; save only those that matter, to "
                      "a file of their own"
                    : "this is neither a message (.eml) nor an mbox; in the mail program, save the "
                      "message as a file, or export the folder as mbox");
    return NULL;
}

GPtrArray *
psg_mail_read(GBytes *bytes, GPtrArray *notes, GError **error)
{
    g_autoptr(GPtrArray) parts = split(bytes, error);
    if (!parts)
        return NULL;
    g_auto(Reading) reading = {.notes = notes};
    reading.messages = g_ptr_array_new_with_free_func(message_free);
    reading.ids = g_hash_table_new(g_str_hash, g_str_equal);
    reading.items = g_ptr_array_new_with_free_func(item_free);
    reading.in_subject = g_regex_new("\\[(" ID "{6,10})\\]", 0, 0, NULL);
    reading.in_text = g_regex_new(
            "(?i:plainsong)[ ,:]{1,3}(?i:thread)[ :#\\[]{1,3}(" ID "{4,10})\\b", 0, 0, NULL);
    for (guint i = 0; i < parts->len; i++) {
        PsgMailMessage *message = psg_mail_message_read(parts->pdata[i]);
        g_ptr_array_add(reading.messages, message);
        if (message && message->id)
            g_hash_table_add(reading.ids, message->id);
    }
    for (guint i = 0; i < reading.messages->len; i++)
        read_message(&reading, i);
    return g_steal_pointer(&reading.items);
}
