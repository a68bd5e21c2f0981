#!/bin/bash
# The coding agents themselves, as npm installs them, without credentials: their
# first screen, what they can reach, and whole turns with a model that is played
# by a program, where that is at hand (NONO_SHARED, else ../shared).
# shellcheck disable=SC1091
. "$(dirname "$0")/../lib.sh"
# shellcheck disable=SC1091
. "$(dirname "$0")/both.bash"

# Where tools/install-agents puts them: the caller's HOME, not the test's.
AGENTS=${NONO_AGENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/nono-agents}
BIN=$AGENTS/node_modules/.bin
SHARED=${NONO_SHARED:-$SRC/../shared}

need_agents() {
	if [ ! -r "$BIN/claude" ] || [ ! -r "$BIN/codex" ]; then
		skip 'no agents here: run tools/install-agents'
	fi
	# An agent takes seconds to start when much else runs.
	export WAIT_S=60
}

# The command of an agent, and its profile.
agent_command() {
	case $1 in
	claude) AGENT=("$BIN/claude") PROFILE=claude-code ;;
	codex) AGENT=("$BIN/codex" --sandbox danger-full-access
		--ask-for-approval on-request) PROFILE=codex ;;
	esac
}

# As after the first steps with an agent, but for the login; and nothing moves.
settle_home() {
	mkdir -p "$1/.codex"
	echo '{"hasCompletedOnboarding":true}' >"$1/.claude.json"
	printf '[tui]\nanimations = false\n' >"$1/.codex/config.toml"
}

# launch NAME [OPTION ...]: detached, with nobody attached.
launch() {
	local name=$1
	shift
	# shellcheck disable=SC2153 # set by agent_command
	"$NONO" -s run --detached --name "$name" --profile "$PROFILE" \
		--allow-cwd --read "$AGENTS" "$@" -- "${AGENT[@]}"
}

capture_has() {
	"$NONO" capture p | grep -qF "$1"
}

# first_screen AGENT TEXT: the same as directly, at two sizes and back.
first_screen() {
	need_agents
	agent_command "$1"
	terminal
	settle_home "$HOME"
	settle_home "$T/direct"
	launch p
	wait_until capture_has "$2"
	"$SCREENS" captured p "$T/first"
	pane direct 80x24 HOME="$T/direct" "${AGENT[@]}"
	pane viewed 80x24 "$NONO" -s attach p
	wait_until is_attached p
	shows "$2"
	"$SCREENS" as "$T/first" "$OUTER" viewed p
	same
	come_back 80x24 132x43
	"$SCREENS" as "$T/first" "$OUTER" viewed p
	end_direct
}

# Run directly, codex leaves daemons behind, out of the terminal's reach.
end_direct() {
	local process
	tmux -S "$OUTER" kill-session -t direct
	for process in /proc/[0-9]*; do
		if tr '\0' '\n' <"$process/environ" 2>/dev/null |
			grep -qxF "HOME=$T/direct"; then
			kill -9 "${process#/proc/}" || :
		fi
	done
}

test_claude_first_screen() {
	first_screen claude 'Accessing workspace'
}

test_codex_first_screen() {
	first_screen codex 'Sign in with ChatGPT'
}

session_over() {
	is_over p
}

# claude does not heed keys right after it has drawn its screen, nor right after
# those: one is tried each other second.
over_after() {
	if [ "$SECONDS" -gt $((${pressed:-0} + 1)) ]; then
		pressed=$SECONDS
		tmux -S "$OUTER" send-keys -t viewed "$1"
	fi
	is_over p
}

test_claude_in_a_fresh_home() {
	need_agents
	agent_command claude
	# Without a network it says so, and ends.
	launch p --block-net || :
	wait_until capture_has 'Welcome to Claude Code'
	wait_until session_over
	grep -q firstStartTime ~/.claude.json
	[ -n "$(ls -A ~/.claude)" ]
	"$NONO" -s prune
	cp ~/.claude.json first.json
	launch p --block-net || :
	wait_until capture_has 'Welcome to Claude Code'
	wait_until session_over
	diff <(grep firstStartTime first.json) \
		<(grep firstStartTime ~/.claude.json)
}

# quit: it asks whether we trust the work tree, and the first answer is no.
test_claude_quits_and_starts_again() {
	need_agents
	agent_command claude
	terminal
	settle_home "$HOME"
	for _ in 1 2; do
		launch p
		wait_until capture_has 'Accessing workspace'
		pane viewed 80x24 "$NONO" attach p
		wait_until is_attached p
		"$SCREENS" shows "$OUTER" 'Accessing workspace' viewed
		WAIT_S=40 wait_until over_after Enter
		wait_until no_pane viewed
		"$NONO" -s prune
	done
	grep -q hasCompletedOnboarding ~/.claude.json
	grep -q firstStartTime ~/.claude.json
}

test_codex_in_a_fresh_home() {
	need_agents
	agent_command codex
	terminal
	for _ in 1 2; do
		launch p
		wait_until capture_has 'Sign in with ChatGPT'
		[ -n "$(ls -A ~/.codex)" ]
		pane viewed 80x24 "$NONO" attach p
		wait_until is_attached p
		"$SCREENS" shows "$OUTER" 'Sign in with ChatGPT' viewed
		WAIT_S=40 wait_until over_after C-c
		wait_until no_pane viewed
		"$NONO" -s prune
	done
}

# What an agent can reach: the same for its profile, whatever runs in it.
boundary() {
	local profile=$1 own=$2
	mkdir -p ~/.ssh ~/.aws ~/other "$own"
	for file in ~/.ssh/id_ed25519 ~/.aws/credentials ~/other/file ~/plain; do
		echo secret-of-mine >"$file"
	done
	start keeper --allow-cwd -- cat
	# There is something to find.
	[ -n "$(ls -A "$XDG_STATE_HOME/nono")" ]
	[ -S "$XDG_RUNTIME_DIR/nono/server" ]
	cat >try.sh <<-'SCRIPT'
		state=$1 runtime=$2 own=$3
		for path in ~/.ssh ~/.aws ~/other ~ "$state" "$state"/nono \
			"$state"/nono/sessions "$runtime" "$runtime"/nono; do
			for name in $(ls -A "$path" 2>/dev/null); do
				case $path/$name in
				"$own" | ~/.claude | ~/.claude.json | ~/.codex) ;;
				*) echo "seen: $path/$name" ;;
				esac
			done
		done
		for file in ~/.ssh/id_ed25519 ~/.aws/credentials ~/other/file \
			~/plain "$state"/nono/*; do
			cat "$file" && echo "read: $file"
			echo x 2>/dev/null >"$file" && echo "written: $file"
		done 2>/dev/null
		echo here >made || echo 'not made: in the work tree'
		echo there >"$own"/made || echo 'not made: in its own state'
		echo tried
	SCRIPT
	expect 0 "$NONO" -s run --profile "$profile" --allow-cwd -- sh try.sh \
		"$XDG_STATE_HOME" "$XDG_RUNTIME_DIR" "$own" </dev/null
	has tried
	hasnt secret
	hasnt read:
	hasnt 'not made'
	[ "$(cat made)" = here ]
	[ "$(cat "$own/made")" = there ]
	grep -q secret ~/.ssh/id_ed25519 ~/.aws/credentials
	grep -q secret ~/other/file
	grep -q secret ~/plain
	is_running keeper
	# What is there of the home is what was granted, or on the way to it.
	hasnt "seen: $HOME/.ssh/"
	hasnt "seen: $HOME/.aws/"
	hasnt "seen: $HOME/other"
	hasnt "seen: $HOME/plain"
	hasnt "seen: $XDG_STATE_HOME"
	hasnt "seen: $XDG_RUNTIME_DIR"
}

test_claude_boundary() {
	boundary claude-code ~/.claude
}

test_codex_boundary() {
	boundary codex ~/.codex
}

# A whole turn: its tools write in the work tree, and fail to write outside.
turn() {
	need_agents
	need /usr/bin/python3 git
	agent_command "$1"
	# It looks for its tools beside itself.
	mkdir "$T/drive" "$T/base"
	cp -r "$SHARED/agents" "$T/drive/agents"
	cp -r "$SHARED/conformance/tools" "$T/drive/tools"
	local nono="env XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR $NONO"
	env -u XDG_STATE_HOME -u XDG_CONFIG_HOME PYTHONDONTWRITEBYTECODE=1 \
		/usr/bin/python3 "$T/drive/agents/drive.py" --agent "$1" \
		--bin "$BIN/$1" --base "$T/base" --wait "${TURN_WAIT_S:-8}" \
		--start "$nono run --detached --size {cols}x{rows} --name {name} \
--profile $PROFILE --allow-cwd --read $AGENTS -- {cmd}" \
		--attach "$nono attach {name}" \
		--end "$nono stop --force {name}"
}

if [ -r "$SHARED/agents/drive.py" ]; then
	test_claude_turn() {
		turn claude
	}

	test_codex_turn() {
		turn codex
	}
fi

run_tests "$@"
