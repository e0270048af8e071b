/* Reading one message with GMime, which knows the forms that mail comes in: what is chosen among
 * them is decided here. RFC 2046 (parts), RFC 3834 (automatic answers). */
#include "review/exchange/mail_message.h"

#include <gmime/gmime.h>
#include <string.h>

#include "review/exchange/mail_text.h"
#include "review/exchange/note.h"

#define DEPTH_LIMIT 24 /* of parts inside one another */
#define PART_LIMIT 1000
#define REPLY_LIMIT 100
#define LAST_TIME G_GINT64_CONSTANT(253402300799) /* of the year 9999 */

typedef struct {
    PsgMailMessage *message;
    guint parts;
} Reading;

void
psg_mail_message_free(PsgMailMessage *message)
{
    if (!message)
        return;
    g_free(message->id);
    g_ptr_array_unref(message->replies);
    g_free(message->name);
    g_free(message->mail);
    g_free(message->date);
    g_free(message->subject);
    g_string_free(message->text, TRUE);
    g_ptr_array_unref(message->attachments);
    g_free(message->problem);
    g_free(message);
}

/* Copies what the header says, as UTF-8 in one line; NULL when it says nothing. */
static char *
copy_line(const char *text)
{
    g_autofree char *line = text ? g_utf8_make_valid(text, -1) : NULL;
    if (!line)
        return NULL;
    for (char *at = line; *at; at++)
        if (g_ascii_iscntrl(*at))
            *at = ' ';
    g_strstrip(line);
    return *line ? g_steal_pointer(&line) : NULL;
}

/* Headers */

static void
read_sender(PsgMailMessage *message, GMimeMessage *mime)
{
    InternetAddressList *lists[] = {g_mime_message_get_from(mime), g_mime_message_get_sender(mime)};
    for (guint i = 0; i < G_N_ELEMENTS(lists) && !message->mail; i++) {
        int count = lists[i] ? internet_address_list_length(lists[i]) : 0;
        for (int j = 0; j < count && !message->mail; j++) {
            InternetAddress *address = internet_address_list_get_address(lists[i], j);
            if (!INTERNET_ADDRESS_IS_MAILBOX(address))
                continue;
            message->mail =
                    copy_line(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
            message->name = copy_line(internet_address_get_name(address));
        }
    }
    if (message->name && message->mail && strcmp(message->name, message->mail) == 0)
        g_clear_pointer(&message->name, g_free);
}

static gboolean
is_in(const GPtrArray *strings, const char *string)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)strings, string, g_str_equal, NULL);
}

/* In-Reply-To names what is answered; References the talk so far, the nearest last. */
static void
read_replies(PsgMailMessage *message, GMimeObject *mime)
{
    static const char *const headers[] = {"In-Reply-To", "References"};
    for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
        const char *value = g_mime_object_get_header(mime, headers[i]);
        GMimeReferences *references = value ? g_mime_references_parse(NULL, value) : NULL;
        int count = references ? g_mime_references_length(references) : 0;
        for (int j = count - 1; j >= 0 && message->replies->len < REPLY_LIMIT; j--) {
            g_autofree char *id = copy_line(g_mime_references_get_message_id(references, j));
            if (id && g_strcmp0(id, message->id) != 0 && !is_in(message->replies, id))
                g_ptr_array_add(message->replies, g_steal_pointer(&id));
        }
        if (references)
            g_mime_references_free(references);
    }
}

static gboolean
is_automatic(PsgMailMessage *message, GMimeObject *mime)
{
    const char *submitted = g_mime_object_get_header(mime, "Auto-Submitted");
    const char *precedence = g_mime_object_get_header(mime, "Precedence");
    return (submitted && g_ascii_strncasecmp(submitted, "no", 2) != 0) ||
           (precedence && g_ascii_strcasecmp(precedence, "auto_reply") == 0) ||
           g_mime_object_get_header(mime, "X-Autoreply") ||
           g_mime_object_get_header(mime, "X-Autorespond") ||
           (message->mail && g_ascii_strncasecmp(message->mail, "mailer-daemon@", 14) == 0);
}

static void
read_headers(PsgMailMessage *message, GMimeMessage *mime)
{
    GMimeObject *object = GMIME_OBJECT(mime);
    GDateTime *date = g_mime_message_get_date(mime);
    gint64 at = date ? g_date_time_to_unix(date) : 0;
    message->at = at > 0 && at <= LAST_TIME ? at : 0;
    message->date = copy_line(g_mime_object_get_header(object, "Date"));
    message->id = copy_line(g_mime_message_get_message_id(mime));
    message->subject = copy_line(g_mime_message_get_subject(mime));
    read_sender(message, mime);
    read_replies(message, object);
    message->is_automatic = is_automatic(message, object);
}

/* Text */

static void
note_problem(PsgMailMessage *message, char *problem)
{
    if (message->problem)
        g_free(problem);
    else
        message->problem = problem;
}

/* The bytes of a part as they were before they were made fit to travel. */
static GByteArray *
unpack_part(GMimePart *part)
{
    GByteArray *bytes = g_byte_array_new();
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (!content)
        return bytes;
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    GByteArray *all = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    if (all)
        g_byte_array_append(bytes, all->data, all->len);
    g_object_unref(stream);
    return bytes;
}

static gboolean
is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static void
add_text(PsgMailMessage *message, const char *text)
{
    if (is_blank(text))
        return;
    if (message->text->len > 0)
        g_string_append(message->text, "\n\n");
    g_string_append(message->text, text);
}

static void
read_text(PsgMailMessage *message, GMimePart *part, gboolean is_html)
{
    GMimeObject *object = GMIME_OBJECT(part);
    g_autoptr(GByteArray) bytes = unpack_part(part);
    const char *charset = g_mime_object_get_content_type_parameter(object, "charset");
    const char *format = g_mime_object_get_content_type_parameter(object, "format");
    const char *space = g_mime_object_get_content_type_parameter(object, "delsp");
    if (bytes->len > PSG_MAIL_TEXT_LIMIT || message->text->len + bytes->len > PSG_MAIL_TEXT_LIMIT) {
        note_problem(message, g_strdup("its text is longer than 2 MB"));
        return;
    }
    g_autofree char *text = psg_mail_decode((const char *)bytes->data, bytes->len, charset);
    if (!text) {
        note_problem(
                message, g_strdup_printf("its letters are in a set that nobody here knows, \"%s\"",
                                 charset ? charset : ""));
        return;
    }
    g_autofree char *plain = NULL;
    if (is_html)
        plain = psg_mail_flatten_html(text, strlen(text));
    else if (format && g_ascii_strcasecmp(format, "flowed") == 0)
        plain = psg_mail_unflow(text, space && g_ascii_strcasecmp(space, "yes") == 0);
    add_text(message, plain ? plain : text);
}

/* Parts */

static gboolean
is_type(GMimeObject *object, const char *type, const char *subtype)
{
    GMimeContentType *content_type = g_mime_object_get_content_type(object);
    return content_type && g_mime_content_type_is_type(content_type, type, subtype);
}

static gboolean
is_text(GMimeObject *object)
{
    const char *disposition = g_mime_object_get_disposition(object);
    return GMIME_IS_PART(object) &&
           !(disposition && g_ascii_strcasecmp(disposition, "attachment") == 0) &&
           (is_type(object, "text", "plain") || is_type(object, "text", "html"));
}

static void
note_attachment(PsgMailMessage *message, GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    const char *name = GMIME_IS_PART(object) ? g_mime_part_get_filename(GMIME_PART(object)) : NULL;
    g_autofree char *kind = type ? g_mime_content_type_get_mime_type(type) : NULL;
    g_autofree char *line = copy_line(name ? name : kind);
    g_ptr_array_add(message->attachments, line ? psg_note_shorten(line) : g_strdup("something"));
}

static void read_part(Reading *reading, GMimeObject *object, guint depth);

/* The same in several forms: the plain one, if it says something; else the richest, which is the
 * last. */
static void
read_alternatives(Reading *reading, GMimeMultipart *multipart, guint depth)
{
    int count = g_mime_multipart_get_count(multipart);
    gsize before = reading->message->text->len;
    for (int i = 0; i < count && reading->message->text->len == before; i++) {
        GMimeObject *child = g_mime_multipart_get_part(multipart, i);
        if (is_type(child, "text", "plain"))
            read_part(reading, child, depth + 1);
    }
    for (int i = count - 1; i >= 0 && reading->message->text->len == before; i--) {
        GMimeObject *child = g_mime_multipart_get_part(multipart, i);
        if (!is_type(child, "text", "plain") && (is_text(child) || GMIME_IS_MULTIPART(child)))
            read_part(reading, child, depth + 1);
    }
}

static void
read_multipart(Reading *reading, GMimeObject *object, guint depth)
{
    GMimeMultipart *multipart = GMIME_MULTIPART(object);
    int count = g_mime_multipart_get_count(multipart);
    if (is_type(object, "multipart", "encrypted")) {
        note_problem(reading->message, g_strdup("it is encrypted; save it as plain text first"));
    } else if (is_type(object, "multipart", "report")) {
        reading->message->is_automatic = TRUE;
    } else if (is_type(object, "multipart", "alternative")) {
        read_alternatives(reading, multipart, depth);
    } else {
        /* Of a signed one the second part is the signature; of a related one the others are the
         * first one's pictures. */
        gboolean is_first_only =
                is_type(object, "multipart", "signed") || is_type(object, "multipart", "related");
        for (int i = 0; i < (is_first_only ? MIN(count, 1) : count); i++)
            read_part(reading, g_mime_multipart_get_part(multipart, i), depth + 1);
    }
}

static void
read_part(Reading *reading, GMimeObject *object, guint depth)
{
    if (!object || depth > DEPTH_LIMIT || reading->parts++ > PART_LIMIT)
        return;
    if (GMIME_IS_MULTIPART(object))
        read_multipart(reading, object, depth);
    else if (is_text(object))
        read_text(reading->message, GMIME_PART(object), is_type(object, "text", "html"));
    else if (is_type(object, "application", "pkcs7-mime") ||
             is_type(object, "application", "x-pkcs7-mime"))
        note_problem(reading->message, g_strdup("it is encrypted; save it as plain text first"));
    else if (!is_type(object, "application", "pgp-signature") &&
             !is_type(object, "application", "pkcs7-signature"))
        note_attachment(reading->message, object);
}

static void
start_gmime(void)
{
    static gsize is_started = 0;
    if (g_once_init_enter(&is_started)) {
        g_mime_init();
        g_once_init_leave(&is_started, 1);
    }
}

PsgMailMessage *
psg_mail_message_read(GBytes *bytes)
{
    start_gmime();
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (length == 0)
        return NULL;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(stream);
    g_mime_parser_set_persist_stream(parser, FALSE);
    GMimeMessage *mime = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    if (!mime)
        return NULL;
    PsgMailMessage *message = g_new0(PsgMailMessage, 1);
    message->replies = g_ptr_array_new_with_free_func(g_free);
    message->attachments = g_ptr_array_new_with_free_func(g_free);
    message->text = g_string_new(NULL);
    read_headers(message, mime);
    Reading reading = {.message = message};
    read_part(&reading, g_mime_message_get_mime_part(mime), 0);
    g_object_unref(mime);
    while (message->text->len > 0 && g_ascii_isspace(message->text->str[message->text->len - 1]))
        g_string_truncate(message->text, message->text->len - 1);
    return message;
}
