/* The commands of the group "comment" and their help, for the table in comment_commands.c. */
#pragma once
#include "command.h"

extern const Command comment_commands[];

#define COMMENT_USAGE "COMMAND"
#define COMMENT_DESCRIPTION                                                                      \
    "Comments on a package: made on words, sections, chapters or documents, answered, and kept " \
    "in the repository on a branch of their own, plainsong/comments, that touches neither your " \
    "files nor your branch. A comment stays on its words while the text around them changes."
#define COMMENT_EXAMPLES                                                               \
    "  plainsong comment add play.md \"a quiet corner\" -m \"Where would this be?\"\n" \
    "  plainsong comment list\n"                                                       \
    "  plainsong comment answer 7fk2 --outcome accepted -m \"We now say where.\""

ExitCode command_comment_add(Invocation *invocation);

#define COMMENT_ADD_USAGE "WHERE [\"QUOTED WORDS\"]"
#define COMMENT_ADD_DESCRIPTION                                                                  \
    "Begins a thread. WHERE is a chapter (its file, the end of its path, or its title), with "   \
    "#HEADING for a section or :LINE for a line; or a document's id. With words quoted from "    \
    "there, as they are on the page or in the file, the comment is on these words: emphasis, "   \
    "links, line ends and kinds of quotation marks need not agree. Words that stand at several " \
    "places are shown with their surroundings, and nothing is stored: quote more of them, or "   \
    "say the line.\n\n"                                                                          \
    "Comments are on what was committed. The words of the comment come from -m, from a file, "   \
    "from a pipe, or else from your editor. Anyone in people.yaml may comment; who speaks is "   \
    "found by git's user.name and user.email, or named with --by.\n\n"                           \
    "Exit codes: 0 stored; 1 not stored, since it seems to hold personal data; 2 wrong use, or " \
    "the words stand at several places; 3 could not."
#define COMMENT_ADD_EXAMPLES                                                           \
    "  plainsong comment add play.md \"a quiet corner\" -m \"Where would this be?\"\n" \
    "  plainsong comment add play.md:14 \"may\" -m \"Must, not may.\" --kind issue\n"  \
    "  plainsong comment add play.md#turn-taking -F notes.txt\n"                       \
    "  plainsong comment add early-years -m \"Thank you for this!\" --kind praise\n"   \
    "  plainsong comment add play.md \"may\" --at early-years/v1.0 -m \"...\"   version 1.0"

ExitCode command_comment_reply(Invocation *invocation);

#define COMMENT_REPLY_USAGE "THREAD"
#define COMMENT_REPLY_DESCRIPTION                                                                 \
    "Says something more in a thread. THREAD is the first letters of its id. Anyone in "          \
    "people.yaml may reply. The words come from -m, from a file, from a pipe, or else from your " \
    "editor."
#define COMMENT_REPLY_EXAMPLES                                               \
    "  plainsong comment reply 7fk2 -m \"Behind the book shelf, for us.\"\n" \
    "  plainsong comment reply 7fk2 --to q0x4 -F -      to one step, from a pipe"

ExitCode command_comment_answer(Invocation *invocation);

#define COMMENT_ANSWER_USAGE "THREAD --outcome OUTCOME"
#define COMMENT_ANSWER_DESCRIPTION                                                                \
    "Says what becomes of a comment, and why: accepted, partly, declined or noted. The reason "   \
    "is what people get for having spoken, so that it cannot be left away.\n\n"                   \
    "Those who have the role editor or author in the thread's document (people.yaml: roles) may " \
    "answer; where nobody has such a role in any document, everybody may.\n\n"                    \
    "A commit whose message has the line \"Answers: THREAD\" answers too, as accepted."
#define COMMENT_ANSWER_EXAMPLES                                                     \
    "  plainsong comment answer 7fk2 --outcome accepted -m \"We now say where.\"\n" \
    "  plainsong comment answer 7fk2 -o declined -m \"Not all settings have a garden.\""

ExitCode command_comment_agree(Invocation *invocation);

#define COMMENT_AGREE_USAGE "THREAD"
#define COMMENT_AGREE_DESCRIPTION                                                               \
    "Says \"me too\". Voices are counted by group; each person counts once, and who began the " \
    "thread is in it already."
#define COMMENT_AGREE_EXAMPLES "  plainsong comment agree 7fk2"

ExitCode command_comment_resolve(Invocation *invocation);

#define COMMENT_RESOLVE_USAGE "THREAD"
#define COMMENT_RESOLVE_DESCRIPTION                                                           \
    "Closes a thread, with a note if you like. Whoever began it may, and those who have the " \
    "role editor or author in its document; where nobody has such a role in any document, "   \
    "everybody may. To say what became of a comment, answer it instead."
#define COMMENT_RESOLVE_EXAMPLES         \
    "  plainsong comment resolve 7fk2\n" \
    "  plainsong comment resolve 7fk2 -m \"Settled at the forum.\" --commit HEAD"

ExitCode command_comment_reopen(Invocation *invocation);

#define COMMENT_REOPEN_USAGE "THREAD"
#define COMMENT_REOPEN_DESCRIPTION                                                          \
    "Opens a thread again that was answered or resolved, with a note if you like. Whoever " \
    "began it may, and those who have the role editor or author in its document; where "    \
    "nobody has such a role in any document, everybody may."
#define COMMENT_REOPEN_EXAMPLES "  plainsong comment reopen 7fk2 -m \"The corner is gone again.\""

ExitCode command_comment_edit(Invocation *invocation);

#define COMMENT_EDIT_USAGE "THREAD-OR-STEP"
#define COMMENT_EDIT_DESCRIPTION                                                                 \
    "Gives your own words a new form: those that began a thread, or those of a step, whose id "  \
    "\"plainsong comment show\" tells. What you said before stays in the repository's history, " \
    "and readers see that it was edited."
#define COMMENT_EDIT_EXAMPLES                                     \
    "  plainsong comment edit 7fk2              in your editor\n" \
    "  plainsong comment edit q0x4 -m \"Behind the shelf.\""

ExitCode command_comment_show(Invocation *invocation);

#define COMMENT_SHOW_USAGE "THREAD"
#define COMMENT_SHOW_DESCRIPTION                                                                 \
    "Shows a whole thread: where it stands now, with the words around it; what it was made on, " \
    "where that has changed; and every step with who, when and what became of it. People are "   \
    "named as they agreed to in people.yaml."
#define COMMENT_SHOW_EXAMPLES         \
    "  plainsong comment show 7fk2\n" \
    "  plainsong comment show 7fk2 --json"

ExitCode command_comment_list(Invocation *invocation);

#define COMMENT_LIST_USAGE "[WHERE]"
#define COMMENT_LIST_DESCRIPTION                                                                  \
    "Lists the threads of the package, or of WHERE (a chapter, PATH#HEADING for a section, or a " \
    "document's id), in the order in which readers meet them: by where their words are now, "     \
    "not where they once were. All that is asked for must hold for a thread to be listed. "       \
    "Counts are at the end."
#define COMMENT_LIST_EXAMPLES                                                             \
    "  plainsong comment list --open                     what waits for somebody\n"       \
    "  plainsong comment list --unanswered 28            for more than four weeks\n"      \
    "  plainsong comment list play.md --group parents    what parents say of a chapter\n" \
    "  plainsong comment list --gone --json              for a script"

ExitCode command_comment_harvest(Invocation *invocation);

#define COMMENT_HARVEST_USAGE "[PATH]..."
#define COMMENT_HARVEST_DESCRIPTION                                                               \
    "Turns comments and suggestions that people wrote into the text itself into threads, and "    \
    "cleans the text. Without a PATH (a chapter, or a folder of them) all chapters are looked "   \
    "at, as they were committed. What is written into the text:\n\n"                              \
    "{++new words++}, {--old words--}, {~~old~>new~~}: suggestions; {>>comment<<}, on the words " \
    "before it, {==words==}{>>comment<<} on these words, and <!-- comment: ... -->.\n\n"          \
    "A thread is by the person who committed the mark, at the time of that commit, as "           \
    "people.yaml knows them by their name and address in git; whom it does not know is kept as "  \
    "\"someone\". Each chapter is then cleaned by a commit of its own. What you changed or "      \
    "staged yourself stays as it is; where it is the same words, nothing is done. Nothing is "    \
    "stored twice, however often this is run.\n\n"                                                \
    "Exit codes: 0 done; 1 nothing was done, since there seems to be personal data; 2 wrong "     \
    "use; 3 could not, and then nothing was stored, or the next run goes on where this ended."
#define COMMENT_HARVEST_EXAMPLES                                                  \
    "  plainsong comment harvest --dry-run   what would be stored, and on what\n" \
    "  plainsong comment harvest early-years"

ExitCode command_comment_redact(Invocation *invocation);

#define COMMENT_REDACT_USAGE "COMMENT"
#define COMMENT_REDACT_DESCRIPTION                                                                \
    "Takes the words of a comment, and of all later forms of it, away for good: because "         \
    "they tell something about a person that must not be told, or because who wrote them "        \
    "asks for it. That there was a comment, who made it and when, stays, and so do replies; "     \
    "--thread takes the words of everything in the thread. COMMENT is its name as it is "         \
    "shown, or the beginning of it. Whoever wrote the words may do this, and those who have "     \
    "the role editor in the document; where nobody has it in any, everybody may.\n\nThe history " \
    "of the comments is written anew without them, and git's "                                    \
    "old objects that held them are deleted here. \"plainsong sync\" then takes them away "       \
    "at the remote, and other people's clones drop them when they sync. It cannot reach "         \
    "clones that are never synced, what a host keeps of earlier pushes, backups, mails and "      \
    "printed pages. It cannot be undone.\n\nExit codes: 0 done; 2 wrong use; 3 could not."
#define COMMENT_REDACT_EXAMPLES                                                           \
    "  plainsong comment redact 7fk2 -m \"It named a child.\"\n"                          \
    "  plainsong comment redact 7fk2 --thread -m \"All of this was about one family.\"\n" \
    "  plainsong sync"

ExitCode command_comment_import(Invocation *invocation);

#define COMMENT_IMPORT_USAGE "FILE"
#define COMMENT_IMPORT_DESCRIPTION                                                                 \
    "Takes in what people said in other programs, each row, annotation, comment or message as a "  \
    "thread or a reply: a table of feedback (.csv, as Excel, LibreOffice, Google Forms and "       \
    "Microsoft Forms export it), Web Annotations of the W3C (.jsonld, .json; also those of "       \
    "Hypothesis, and what \"plainsong comment export\" wrote, which comes back as it was), a "     \
    "Word file "                                                                                   \
    "(.docx: its comments, and its tracked changes as suggestions), or letters (.eml, or an "      \
    ".mbox with "                                                                                  \
    "many).\n\n"                                                                                   \
    "Every row is reported: stored, known (imported before, or said twice by the same person), "   \
    "unplaced (its words are not in the text: it is stored on the chapter or document, with the "  \
    "words quoted), or refused, with the reason. Importing a file again, or a longer one, "        \
    "stores only what is new.\n\n"                                                                 \
    "Columns of a table are found by usual names (Comment, Chapter, Words, Name, Email, Group, "   \
    "Date, Theme, Type, Proposed wording ...), or named with --map; try it with --dry-run, which " \
    "shows how each was understood. The keys of --map are text, where, section, quote, replace, "  \
    "name, mail, group, at, tag, kind, thread and event; text, name and tag may be there several " \
    "times.\n\n"                                                                                   \
    "Comments of a Word file go to the words they are on, found by the headings and the words "    \
    "around them. "                                                                                \
    "Of a letter only its sender's own words are taken: a reply goes to the thread whose id is "   \
    "in its "                                                                                      \
    "subject or text (\"[7fk2m9qx]\", \"Plainsong thread 7fk2m9qx\") or to the letter it "         \
    "answers; an answer "                                                                          \
    "below quoted words goes to these words, and everything else to --on.\n\n"                     \
    "Names and addresses are never stored. Who is not in people.yaml gets an id such as "          \
    "guest-7fk2m9qx0c, the same in every import here; the report shows what to add to "            \
    "people.yaml. Texts that seem to hold personal data are refused, unless "                      \
    "--keep-personal-data is given.\n\n"                                                           \
    "Exit codes: 0 all is stored or known; 1 some rows were unplaced or refused; 2 wrong use; 3 "  \
    "could not, and nothing was stored."
#define COMMENT_IMPORT_EXAMPLES                                                            \
    "  plainsong comment import feedback.csv --dry-run     show how it is understood\n"    \
    "  plainsong comment import feedback.csv --group parents --session 2026-11-forum\n"    \
    "  plainsong comment import forms.csv --map \"text=What should change?,where=Page\"\n" \
    "  plainsong comment import comments.jsonld\n"                                         \
    "  plainsong comment import draft.docx --group early-years\n"                          \
    "  plainsong comment import inbox.mbox --on early-years --dry-run"

ExitCode command_comment_export(Invocation *invocation);

#define COMMENT_EXPORT_USAGE "[THREAD...]"
#define COMMENT_EXPORT_DESCRIPTION                                                                \
    "Writes threads, all or those that are named by the first letters of their ids, as Web "      \
    "Annotations of the W3C (JSON-LD), which \"plainsong comment import\" takes back exactly as " \
    "they were; or as a table for a spreadsheet (csv).\n\n"                                       \
    "People are named only as they agreed to in people.yaml, there is no e-mail address in it, "  \
    "and what was redacted has no words.\n\n"                                                     \
    "Exit codes: 0 done; 2 wrong use; 3 could not: no such thread or document."
#define COMMENT_EXPORT_EXAMPLES                                              \
    "  plainsong comment export -o comments.jsonld\n"                        \
    "  plainsong comment export --state open --document guide -o open.csv\n" \
    "  plainsong comment export 7fk2 p3d8                 two threads, to the screen"
