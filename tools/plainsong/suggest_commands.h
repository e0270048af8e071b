/* The commands of the group "suggest" and their help, for the table in suggest_commands.c. */
#pragma once
#include "command.h"

extern const Command suggest_commands[];

#define SUGGEST_USAGE "COMMAND"
#define SUGGEST_DESCRIPTION                                                                     \
    "Suggestions: another wording for words of the text, proposed by anybody who takes part, "  \
    "and taken into the text by an editor with one command. The change is a commit in the "     \
    "contributor's name, as they agreed to be named, and the suggestion is answered by it.\n\n" \
    "A suggestion is a thread like a comment: \"plainsong comment reply\" and the others work " \
    "on it too."
#define SUGGEST_EXAMPLES                                                             \
    "  plainsong suggest add play.md \"may\" --replace \"must\" -m \"It is law.\"\n" \
    "  plainsong suggest list\n"                                                     \
    "  plainsong suggest accept 7fk2"

ExitCode command_suggest_add(Invocation *invocation);

#define SUGGEST_ADD_USAGE "WHERE \"QUOTED WORDS\""
#define SUGGEST_ADD_DESCRIPTION                                                                  \
    "Proposes another wording for the quoted words. WHERE is a chapter (its file, the end of "   \
    "its path, or its title), with #HEADING or :LINE where the words stand more than once.\n\n"  \
    "The new wording comes from --replace, from a file, or from your editor, which opens on "    \
    "the words as they are in the file. It is Markdown, as the file is. --leave-out proposes "   \
    "to leave the words out. Where a quote begins or ends in the midst of marks of Markdown "    \
    "(emphasis, a link), all of them are taken, so that nothing is torn apart. -m says why.\n\n" \
    "Exit codes: 0 stored; 1 not stored, since it seems to hold personal data; 2 wrong use, "    \
    "or the words stand at several places; 3 could not."
#define SUGGEST_ADD_EXAMPLES                                                             \
    "  plainsong suggest add play.md \"may\" --replace \"must\" -m \"It is the law.\"\n" \
    "  plainsong suggest add play.md:14 \"a quiet corner\"        in your editor\n"      \
    "  plainsong suggest add play.md \"or not\" --leave-out\n"                           \
    "  plainsong suggest add play.md#turn-taking \"wait\" -r \"wait a little\" --by robin"

ExitCode command_suggest_list(Invocation *invocation);

#define SUGGEST_LIST_USAGE ""
#define SUGGEST_LIST_DESCRIPTION                                                               \
    "Lists the suggestions that wait for an answer, with what would change, where, and "       \
    "whether the words are still those that it was made on. Without colours, [-removed-] and " \
    "{+added+} mark the change."
#define SUGGEST_LIST_EXAMPLES          \
    "  plainsong suggest list\n"       \
    "  plainsong suggest list --all\n" \
    "  plainsong suggest list --json"

ExitCode command_suggest_accept(Invocation *invocation);

#define SUGGEST_ACCEPT_USAGE "THREAD"
#define SUGGEST_ACCEPT_DESCRIPTION                                                               \
    "Takes a suggestion into the text, where its passage now stands, as one commit: by the "     \
    "contributor, in the name that people.yaml says they agreed to, at the time when they "      \
    "suggested it; committed by you, now. The commit's message names the thread (\"Answers: "    \
    "\"), and the thread is answered: accepted. With --text or --edit you take another "         \
    "wording; the commit then names you too, and the answer is \"partly\".\n\n"                  \
    "Only that file changes. What else you changed or staged stays as it is, in the same file "  \
    "too, unless it touches the same words. Where the words are not any more those that the "    \
    "suggestion was made on, nothing is changed, and both wordings are shown. Your hooks are "   \
    "not run, and the commit is not signed, whatever commit.gpgSign says; \"git commit "         \
    "--amend\" does both.\n\n"                                                                   \
    "Those who have the role editor or author in the document (people.yaml: roles) may accept; " \
    "where nobody has such a role in any document, everybody may.\n\n"                           \
    "Exit codes: 0 done; 1 conflict: the words are others now, or your own changes touch them; " \
    "2 wrong use; 3 could not."
#define SUGGEST_ACCEPT_EXAMPLES                                                 \
    "  plainsong suggest accept 7fk2 --dry-run         see what would change\n" \
    "  plainsong suggest accept 7fk2 -m \"Clearer.\"     with a reason\n"       \
    "  plainsong suggest accept 7fk2 --text \"must\"     in other words\n"      \
    "  plainsong suggest accept 7fk2 --edit            go over the wording first"

ExitCode command_suggest_decline(Invocation *invocation);

#define SUGGEST_DECLINE_USAGE "THREAD"
#define SUGGEST_DECLINE_DESCRIPTION                                                          \
    "Answers a suggestion: declined. The reason is published with it, so that whoever made " \
    "it, and everybody else, can see why. The text stays as it is.\n\n"                      \
    "Those who have the role editor or author in the document (people.yaml: roles) may "     \
    "decline; where nobody has such a role in any document, everybody may."
#define SUGGEST_DECLINE_EXAMPLES \
    "  plainsong suggest decline 7fk2 -m \"The law says may; see section 3.\""
