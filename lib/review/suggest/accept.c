/* Taking a suggestion into the text. The commit comes first and then the answer: where the program
 * is ended between them, the commit's trailer is the answer. See suggestion.h. */
#include <git2.h>
#include <string.h>

#include "base/cleanup.h"
#include "git/commit_file.h"
#include "review/comment/chapter_text.h"
#include "review/comment/record.h"
#include "review/review_error.h"
#include "review/suggest/suggestion.h"
#include "text/text.h"

/* Characters of a subject line that words and the chapter's title may take. */
#define WORDS_SHOWN 40
#define TITLE_SHOWN 24

void
psg_accepted_free(PsgAccepted *accepted)
{
    if (!accepted)
        return;
    g_free(accepted->commit);
    g_free(accepted->message);
    g_free(accepted->author);
    g_free(accepted->diff);
    g_free(accepted->event);
    g_clear_error(&accepted->problem);
    g_free(accepted);
}

typedef struct {
    const PsgReview *review;
    const PsgSuggestion *suggestion;
    const PsgAcceptance *acceptance;
    const char *head;  /* the snapshot's commit */
    char *wording;     /* with the line ends of the file */
    gboolean is_other; /* it is not the proposed one */
    char *path;        /* of the file, from the root of the repository */
    GBytes *old_text, *new_text;
    gsize start, end;         /* what is replaced */
    gsize new_start, new_end; /* what stands there then */
} Work;

static void
work_clear(Work *work)
{
    g_clear_pointer(&work->wording, g_free);
    g_clear_pointer(&work->path, g_free);
    g_clear_pointer(&work->old_text, g_bytes_unref);
    g_clear_pointer(&work->new_text, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static gboolean
fail(GError **error, PsgReviewError code, const char *message)
{
    g_set_error_literal(error, PSG_REVIEW_ERROR, (gint)code, message);
    return FALSE;
}

/* --- The new text --- */

/* TRUE when most lines of the file end in CR LF. */
static gboolean
has_crlf(const char *text, gsize length)
{
    gsize lines = 0, crlf = 0;
    for (gsize i = 0; i < length; i++) {
        lines += text[i] == '\n';
        crlf += text[i] == '\n' && i > 0 && text[i - 1] == '\r';
    }
    return crlf * 2 > lines;
}

static char *
fit_line_ends(const char *wording, gboolean is_crlf)
{
    g_auto(GStrv) windows = g_strsplit(wording, "\r\n", -1);
    g_autofree char *unix_ends = g_strjoinv("\n", windows);
    g_auto(GStrv) lines = g_strsplit(unix_ends, "\n", -1);
    return g_strjoinv(is_crlf ? "\r\n" : "\n", lines);
}

static gboolean
is_blank(const char *text, gsize length, gsize at)
{
    return at >= length || strchr(" \t\r\n", text[at]) != NULL;
}

/* The marks that a line may begin with: without the blank behind them they would be words. */
#define BEGINNING \
    "^(?:[ \\t>:]|(?:[-+*]|#{1,6}|\\d{1,9}[.)])(?=[ \\t]|$)|\\[[ xX]\\]|\\[\\^[^\\]]+\\]:)*$"

/* TRUE when nothing but such marks stands before this place in its line. */
static gboolean
is_beginning(const char *text, gsize at)
{
    gsize start = at;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    g_autofree char *before = g_strndup(text + start, at - start);
    return g_regex_match_simple(BEGINNING, before, 0, 0);
}

/* Where words are left out, the blank before them goes too, unless words would be joined, or the
 * mark of a list become a word. */
static void
take_blank(Work *work, const char *text, gsize length)
{
    if (*work->wording || work->start == 0 || text[work->start - 1] != ' ')
        return;
    gboolean is_before_sign = !is_blank(text, length, work->end) &&
                              g_ascii_ispunct(text[work->end]) &&
                              !is_beginning(text, work->start - 1);
    if (is_before_sign || is_blank(text, length, work->end))
        work->start--;
}

/* TRUE when a chapter of the document is this file, or a link to it. */
static gboolean
has_file(const PsgDocumentEntry *document, PsgSnapshot *snapshot, const char *path)
{
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, i);
        g_autofree char *own_path =
                chapter->path ? psg_snapshot_resolve(snapshot, chapter->path, NULL) : NULL;
        if (g_strcmp0(own_path, path) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Anybody may write an event that speaks of any file: people.yaml, for instance. */
static gboolean
check_chapter(const Work *work, const char *path, GError **error)
{
    const GPtrArray *documents = psg_review_get_package(work->review)->documents;
    PsgSnapshot *snapshot = psg_review_get_snapshot(work->review);
    for (guint i = 0; i < documents->len; i++)
        if (has_file(g_ptr_array_index(documents, i), snapshot, path))
            return TRUE;
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET,
            "%s is no chapter of this package, and wordings are taken into chapters only", path);
    return FALSE;
}

static gboolean
make_text(Work *work, GError **error)
{
    const PsgSuggestion *suggestion = work->suggestion;
    PsgSnapshot *snapshot = psg_review_get_snapshot(work->review);
    g_autofree char *own_path = psg_snapshot_resolve(snapshot, suggestion->path, error);
    if (!own_path || !check_chapter(work, own_path, error))
        return FALSE;
    work->old_text = psg_snapshot_read(snapshot, own_path, PSG_TEXT_SIZE_LIMIT, error);
    if (!work->old_text)
        return FALSE;
    gsize length;
    const char *text = g_bytes_get_data(work->old_text, &length);
    const char *wording = work->acceptance->text ? work->acceptance->text : suggestion->proposed;
    work->path = psg_review_make_repository_path(work->review, own_path);
    work->wording = fit_line_ends(wording, has_crlf(text, length));
    work->is_other =
            work->acceptance->text && strcmp(work->acceptance->text, suggestion->proposed) != 0;
    work->start = suggestion->start;
    work->end = suggestion->end;
    take_blank(work, text, length);
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_append(bytes, (const guint8 *)text, (guint)work->start);
    g_byte_array_append(bytes, (const guint8 *)work->wording, (guint)strlen(work->wording));
    g_byte_array_append(bytes, (const guint8 *)text + work->end, (guint)(length - work->end));
    work->new_text = g_byte_array_free_to_bytes(bytes);
    work->new_start = work->start;
    work->new_end = work->start + strlen(work->wording);
    return TRUE;
}

/* --- The message --- */

static char *
show_words(GBytes *bytes, gsize start, gsize end)
{
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    if (start == end || !g_utf8_validate(text, (gssize)length, NULL))
        return g_strdup("");
    g_autoptr(PsgReading) reading = psg_reading_new(text, length);
    return g_strstrip(psg_reading_show(reading, start, end, WORDS_SHOWN, FALSE));
}

static char *
shorten(const char *text, glong limit)
{
    if (g_utf8_strlen(text, -1) <= limit)
        return g_strdup(text);
    g_autofree char *begin = g_utf8_substring(text, 0, limit - 1);
    return g_strconcat(g_strchomp(begin), "…", NULL);
}

/* "Say “a quiet corner” in Play". */
static char *
make_subject(const Work *work)
{
    const PsgChapterText *chapter =
            psg_chapter_text_get(work->review, work->suggestion->path, NULL);
    g_autofree char *title = shorten(
            chapter && chapter->title ? chapter->title : work->suggestion->path, TITLE_SHOWN);
    g_autofree char *old_words = show_words(work->old_text, work->start, work->end);
    g_autofree char *new_words = show_words(work->new_text, work->new_start, work->new_end);
    char *subject = *new_words && strcmp(new_words, old_words) != 0
                            ? g_strdup_printf("Say “%s” in %s", new_words, title)
                    : *old_words && !*new_words
                            ? g_strdup_printf("Leave out “%s” in %s", old_words, title)
                            : g_strdup_printf("Change how “%s” is set in %s", old_words, title);
    return g_strdelimit(subject, "\r\n\t", ' ');
}

static char *
make_mail(const PsgContributor *person, const char *id)
{
    const PsgContributor unknown = {.id = (char *)id};
    return psg_contributor_make_mail(person ? person : &unknown);
}

static char *
make_message(const Work *work, const char *author_id)
{
    const PsgAcceptance *acceptance = work->acceptance;
    g_autofree char *subject = make_subject(work);
    g_autoptr(GString) message = g_string_new(subject);
    g_string_append(message, "\n\n");
    g_autofree char *reason = g_strstrip(g_strdup(acceptance->reason ? acceptance->reason : ""));
    if (*reason)
        g_string_append_printf(message, "%s\n\n", reason);
    g_string_append_printf(message, "Answers: %s\n", work->suggestion->thread->id);
    if (work->is_other && strcmp(acceptance->editor->id, author_id) != 0) {
        g_autofree char *name = psg_contributor_format_name(acceptance->editor);
        g_autofree char *mail = make_mail(acceptance->editor, acceptance->editor->id);
        g_string_append_printf(message, "Co-authored-by: %s <%s>\n", name, mail);
    }
    return g_string_free(g_steal_pointer(&message), FALSE);
}

static char *
make_diff(const Work *work)
{
    gsize old_length, new_length;
    const char *old_text = g_bytes_get_data(work->old_text, &old_length);
    const char *new_text = g_bytes_get_data(work->new_text, &new_length);
    git_patch *patch = NULL;
    git_buf out = GIT_BUF_INIT;
    char *diff = NULL;
    if (git_patch_from_buffers(&patch, old_text, old_length, work->path, new_text, new_length,
                work->path, NULL) == 0 &&
            git_patch_to_buf(&out, patch) == 0)
        diff = g_utf8_make_valid(out.ptr, (gssize)out.size);
    git_buf_dispose(&out);
    git_patch_free(patch);
    return diff ? diff : g_strdup("");
}

/* --- Doing it --- */

static gboolean
commit(const Work *work, PsgAccepted *accepted, GError **error)
{
    const PsgEvent *event = work->suggestion->thread->first->event;
    const PsgContributor *author =
            psg_package_find_contributor(work->acceptance->people, event->by);
    g_autofree char *mail = make_mail(author, event->by);
    accepted->author = psg_contributor_format_name(author);
    accepted->message = make_message(work, event->by);
    accepted->diff = make_diff(work);
    const PsgFileCommit change = {.head = work->head,
            .path = work->path,
            .content = work->new_text,
            .message = accepted->message,
            .author_name = accepted->author,
            .author_mail = mail,
            .author_time = event->at,
            .is_dry = work->acceptance->is_dry};
    PsgRepository *repository = psg_review_get_package_place(work->review)->repository;
    return psg_repository_commit_file(repository, &change, &accepted->commit, error);
}

static void
answer(const Work *work, PsgAccepted *accepted)
{
    const PsgContributor *editor = work->acceptance->editor;
    const char *reason = work->acceptance->reason;
    const char *usual = !accepted->commit ? "The text says so already."
                        : work->is_other  ? "Taken into the text in other words."
                                          : "Taken into the text as proposed.";
    const PsgContribution said = {.kind = PSG_EVENT_ANSWER,
            .by = editor->id,
            .group = editor->group ? editor->group->id : NULL,
            .text = reason && *reason ? reason : usual,
            .outcome = accepted->outcome,
            .commit = accepted->commit};
    g_autoptr(PsgRecord) record = psg_record_new(work->review);
    const char *id =
            psg_record_add(record, work->suggestion->thread->id, &said, &accepted->problem);
    if (id && psg_record_store(record, &accepted->problem))
        accepted->event = g_strdup(id);
}

static gboolean
check_state(const PsgSuggestion *suggestion, const PsgAcceptance *acceptance, GError **error)
{
    switch (suggestion->state) {
    case PSG_SUGGESTION_READY:
    case PSG_SUGGESTION_DONE:
        return TRUE;
    case PSG_SUGGESTION_CHANGED:
        return (acceptance->text && suggestion->line > 0) ||
               fail(error, PSG_REVIEW_ERROR_CONFLICT,
                       "the words were changed since this was proposed");
    case PSG_SUGGESTION_GONE:
        return fail(error, PSG_REVIEW_ERROR_CONFLICT,
                "the words that this was proposed for were removed");
    default:
        return fail(error, PSG_REVIEW_ERROR_CONFLICT,
                "the words that this was proposed for are not in the text of this branch");
    }
}

PsgAccepted *
psg_suggestion_accept(const PsgReview *review, const PsgSuggestion *suggestion,
        const PsgAcceptance *acceptance, GError **error)
{
    g_auto(Work) work = {.review = review, .suggestion = suggestion, .acceptance = acceptance};
    work.head = psg_snapshot_get_revision(psg_review_get_snapshot(review))->oid;
    if (!check_state(suggestion, acceptance, error) || !make_text(&work, error))
        return NULL;
    g_autoptr(PsgAccepted) accepted = g_new0(PsgAccepted, 1);
    accepted->outcome = work.is_other ? PSG_OUTCOME_PARTLY : PSG_OUTCOME_ACCEPTED;
    gboolean is_there = suggestion->state == PSG_SUGGESTION_DONE && !work.is_other;
    if (!is_there && g_bytes_equal(work.old_text, work.new_text)) {
        fail(error, PSG_REVIEW_ERROR_TARGET,
                "with this wording the text would be as it is; answer with \"plainsong suggest "
                "decline\", or take the proposed wording");
        return NULL;
    }
    accepted->diff = is_there ? g_strdup("") : NULL;
    if (!is_there && !commit(&work, accepted, error))
        return NULL;
    if (!acceptance->is_dry)
        answer(&work, accepted);
    return g_steal_pointer(&accepted);
}
