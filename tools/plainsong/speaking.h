/* What the commands share that take part in the talk about a package: the review, who speaks, and
 * the words. */
#pragma once
#include "command.h"
#include "opening.h"
#include "review/review.h"

typedef struct {
    Opening opening;
    PsgReview *review;
} Talk;

/* Opens the comments on the package that `folder` is in, as it is now, or at `revision`. Sets an
 * error. Clear it in any case. */
gboolean talk_init(Talk *talk, const char *folder, const char *revision, GError **error);

/* The same for the package that a chapter is in (opening_init_for_path(); `path` may be NULL);
 * `findings` (nullable) gets what is odd among the comments. */
gboolean talk_init_for_path(Talk *talk, const char *folder, const char *path, const char *revision,
        PsgFindings *findings, GError **error);
void talk_clear(Talk *talk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Talk, talk_clear)

/* Who speaks: the contributor `by`, or (NULL) the one whose name and address git has. Owned by the
 * talk. Sets an error that says how to be known. */
const PsgContributor *talk_find_speaker(const Talk *talk, const char *by, GError **error);

/* TRUE when people.yaml gives the person this role in the document (NULL: in any). */
gboolean speaking_has_role(const PsgContributor *person, const char *role, const char *document);

/* FALSE, with a message and `code`, when the speaker may not do this ("answer") with the thread:
 * that is for people with the role editor or author in its document, where anybody has one of these
 * roles in any; and, with `own_counts`, for whoever began it. The speaker is one of the package. */
gboolean speaking_check_role(const PsgPackage *package, const PsgContributor *speaker,
        const PsgThread *thread, const char *what, gboolean own_counts, ExitCode *code);

/* Reads the value of --kind (NULL: PSG_REMARK_NONE). FALSE for a wrong one; `code` is set. */
gboolean speaking_read_remark(
        const Invocation *invocation, const char *kind, PsgRemark *remark, ExitCode *code);

/* Where the words come from. */
typedef struct {
    char **messages;         /* of -m, a paragraph each; NULL */
    char *file;              /* of -F: a file's name, "-" for standard input; NULL */
    gboolean keeps_personal; /* of --keep-personal-data */
} WordsOptions;

void words_options_clear(WordsOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WordsOptions, words_options_clear)

/* The rows of an options' table for them. */
#define WORDS_OPTION_ENTRIES(options)                                                        \
    {"message", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &(options).messages,                    \
            "the words; each further -m begins a paragraph", "TEXT"},                        \
            {"file", 'F', 0, G_OPTION_ARG_FILENAME, &(options).file,                         \
                    "the words are in this file; - reads them from standard input", "FILE"}, \
    {                                                                                        \
        "keep-personal-data", 0, 0, G_OPTION_ARG_NONE, &(options).keeps_personal,            \
                "store the words though they seem to hold somebody's personal data", NULL    \
    }

/* The rows for how it is told what was stored: `is_json` and `is_quiet` of a structure. */
#define STORED_OPTION_ENTRIES(arguments)                                                           \
    {"json", 0, 0, G_OPTION_ARG_NONE, &(arguments).is_json, "print what was stored as JSON",       \
            NULL},                                                                                 \
    {                                                                                              \
        "quiet", 'q', 0, G_OPTION_ARG_NONE, &(arguments).is_quiet, "print nothing when done", NULL \
    }

/* Words that somebody gives. */
typedef struct {
    char *text; /* Markdown, without white space at its ends, and not empty */
    char *file; /* where it was edited: to be removed once it is stored; NULL */
} Words;

void words_clear(Words *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

/* Gets the words of `what` ("comment", "reply"): as the options say, else from standard input where
 * that is a pipe or a file, else from the user's editor with `text` to begin with and `advice`
 * below it (NULL: the words may be left away, and are NULL then). FALSE when there are none, or
 * they should not be stored; everything is said then, and `code` is set. */
gboolean words_get(Words *words, const WordsOptions *options, const Invocation *invocation,
        const char *what, const char *text, const char *advice, ExitCode *code);

/* TRUE when these words (`what`: "comment") may be stored: nothing in them looks like personal
 * data, or the person says that it may. Everything is said. */
gboolean words_check_personal(const WordsOptions *options, const char *what, const char *text);

/* After storing failed: says why, and where words that were edited are kept. Takes the error. */
ExitCode words_fail(const Words *words, GError *error);

/* After storing went well: the file is not needed any more. */
void words_drop_file(Words *words);
