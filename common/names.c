#include "common/names.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

enum {
	TRIES_WITHOUT_NUMBER = 8
};

static const char *const adjectives[] = {"able", "airy", "blue", "bold",
    "brisk", "calm", "clear", "cool", "crisp", "deft", "fair", "fast", "fine",
    "firm", "fond", "free", "glad", "gold", "good", "green", "grey", "kind",
    "keen", "late", "lean", "mild", "neat", "open", "pale", "plain", "quick",
    "quiet", "rare", "rich", "ripe", "safe", "sharp", "slim", "soft", "solid",
    "spry", "still", "sure", "swift", "tall", "true", "warm", "wise"};

static const char *const nouns[] = {"alder", "aspen", "badger", "beech",
    "birch", "brook", "cedar", "cliff", "cloud", "crane", "creek", "dune",
    "eagle", "elder", "falcon", "fern", "finch", "fjord", "grove", "hare",
    "hawk", "hazel", "heron", "hill", "holly", "ibis", "isle", "lake", "lark",
    "larch", "lynx", "maple", "marsh", "moss", "oak", "otter", "owl", "pine",
    "plover", "quail", "raven", "reed", "ridge", "robin", "sedge", "spruce",
    "stone", "swan", "tern", "vale", "willow", "wren"};

void
names_random(char *out, size_t size, unsigned tries)
{
	uint32_t random[3] = {0};
	const char *adjective, *noun;

	/* Without random bytes the names are poor, and still unique. */
	if (getrandom(random, sizeof random, 0) != sizeof random)
		random[2] = tries;
	adjective =
	    adjectives[random[0] % (sizeof adjectives / sizeof adjectives[0])];
	noun = nouns[random[1] % (sizeof nouns / sizeof nouns[0])];
	if (tries < TRIES_WITHOUT_NUMBER)
		snprintf(out, size, "%s-%s", adjective, noun);
	else
		snprintf(
		    out, size, "%s-%s-%u", adjective, noun, random[2] % 10000);
}
