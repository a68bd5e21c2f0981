#!/usr/bin/python3
"""Compare what a program shows directly in a tmux pane with what the same
program shows in a session: through an attached client in another pane, and by
"nono capture". Every cell counts: text, colours, attributes; the cursor and
the modes a program sets too.

    screens.py same SOCKET DIRECT VIEWED SESSION
    screens.py shows SOCKET TEXT PANE ...
    screens.py hides SOCKET TEXT PANE ...
    screens.py captured SESSION FILE
    screens.py as FILE SOCKET PANE SESSION

"same" waits until all three are equal, and were twice in a row; "shows"
until the panes have a text, "hides" until they have not. "captured" keeps what a session shows in a file, and "as"
waits until a pane and the session show just that again. What differs is printed
if it takes longer than WAIT_S seconds (default 20).
"""
import functools
import json
import os
import re
import select
import subprocess
import sys
import time

NONO = os.environ['NONO']
WAIT_S = float(os.environ.get('WAIT_S', '20'))

# Line drawing as tmux gives it, between SO and SI.
ACS = dict(zip('`afgijklmnopqrstuvwxyz{|}~0,+.-h', '◆▒°±␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·▮←→↓↑▒'))
FLAGS = {1: 'bold', 2: 'dim', 3: 'italic', 5: 'blink', 7: 'reverse',
         8: 'hidden', 9: 'strike', 53: 'overline'}
OFF = {22: ('bold', 'dim'), 23: ('italic',), 25: ('blink',), 27: ('reverse',),
       28: ('hidden',), 29: ('strike',), 55: ('overline',)}
UNDERLINES = {'0': None, '1': 'single', '2': 'double', '3': 'curly',
              '4': 'dotted', '5': 'dashed'}
TOKEN = re.compile('\x1b\\[([0-9;:]*)m|\x1b\\]8;([^\x07\x1b]*)(?:\x07|\x1b\\\\)|(.)',
                   re.S)


def run(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.decode()


def tmux(sock, *argv):
    return run('tmux', '-S', sock, *argv)


def colour(words):
    """The colour that begins after 38, 48 or 58 in a list that is used up."""
    kind = words.pop(0)
    if kind == '5':
        return int(words.pop(0))
    if len(words) > 3 and words[0] == '':
        words.pop(0)
    return '#%02x%02x%02x' % tuple(int(words.pop(0)) for _ in range(3))


def set_style(style, text):
    """A style (a dictionary of what is not the default) after an SGR."""
    words = text.split(';') if text else ['0']
    while words:
        word = words.pop(0)
        sub = word.split(':')
        if sub[0] == '4':
            style['underline'] = UNDERLINES[sub[1] if len(sub) > 1 else '1']
            continue
        n = int(sub[0] or 0)
        if n == 0:
            style.clear()
        elif n in FLAGS:
            style[FLAGS[n]] = True
        elif n in OFF:
            for name in OFF[n]:
                style.pop(name, None)
        elif n == 24:
            style.pop('underline', None)
        elif n == 21:
            style['underline'] = 'double'
        elif 30 <= n <= 37 or 90 <= n <= 97:
            style['fg'] = n - 30 if n < 90 else n - 82
        elif 40 <= n <= 47 or 100 <= n <= 107:
            style['bg'] = n - 40 if n < 100 else n - 92
        elif n in (38, 48, 58):
            name = {38: 'fg', 48: 'bg', 58: 'us'}[n]
            style[name] = colour(sub[1:] if len(sub) > 1 else words)
        elif n in (39, 49, 59):
            style.pop({39: 'fg', 49: 'bg', 59: 'us'}[n], None)
        else:
            raise ValueError('SGR ' + text)


def cell(text, style):
    """What of a cell can be seen."""
    seen = {k: v for k, v in style.items() if v is not None and v is not False}
    if text == ' ':
        # A blank shows its background; the rest only if something is drawn.
        drawn = {'reverse', 'underline', 'strike', 'overline'}
        if not drawn & set(seen):
            seen = {k: v for k, v in seen.items() if k == 'bg'}
    return (text, tuple(sorted(seen.items(), key=str)))


@functools.lru_cache(maxsize=8)
def parse(text):
    """Rows of cells from lines with SGR; blanks at the ends are left out."""
    rows, row, style, acs = [], [], {}, False
    for sgr, _, char in TOKEN.findall(text):
        if char == '\n':
            while row and row[-1] == (' ', ()):
                row.pop()
            rows.append(row)
            row = []
        elif char == '\x0e':
            acs = True
        elif char == '\x0f':
            acs = False
        elif char:
            row.append(cell(ACS.get(char, char) if acs else char, style))
        elif not char and not _:
            set_style(style, sgr)
    while rows and not rows[-1]:
        rows.pop()
    return rows


MODES = ('alternate_on', 'cursor_flag', 'mouse_standard_flag',
         'mouse_button_flag', 'mouse_all_flag', 'mouse_sgr_flag')


def pane(sock, name):
    out = tmux(sock, 'display-message', '-p', '-t', name,
               ' '.join('#{%s}' % m for m in ('cursor_x', 'cursor_y') + MODES))
    words = out.split()
    if len(words) < 2:
        return None
    return {'rows': parse(tmux(sock, 'capture-pane', '-p', '-e', '-N', '-t',
                               name)),
            'cursor': words[0:2] if words[3] == '1' else 'hidden',
            'modes': dict(zip(MODES, words[2:]))}


@functools.lru_cache(maxsize=4)
def describe(text):
    """What capture says as JSON, and its rows as cells."""
    j, rows = json.loads(text), []
    for r in j['rows']:
        row = []
        for piece in r:
            style = {k: v for k, v in piece.items()
                     if k not in ('text', 'columns', 'link')}
            row += [cell(c, style) for c in piece['text']]
        while row and row[-1] == (' ', ()):
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return j, rows


def session(name):
    """What capture says: the cells twice, as text with SGR and as JSON."""
    ansi = run(NONO, 'capture', '--format', 'ansi', name)
    described = run(NONO, 'capture', '--format', 'json', name)
    if not described:
        return None
    plain = [line.rstrip() for line in
             run(NONO, 'capture', '--format', 'text', name).split('\n')]
    while plain and not plain[-1]:
        plain.pop()
    j, rows = describe(described)
    c = j['cursor']
    return {'rows': parse(ansi), 'json': rows, 'plain': plain,
            'cursor': [str(c['x']), str(c['y'])] if c['visible'] else 'hidden',
            'alternate': j['alternate']}


def text_of(row):
    return ''.join(c for c, _ in row)


def runs_of(row):
    """A row, readable, with its styles."""
    out, last = '', ()
    for char, style in row:
        if style != last:
            out += '{%s}' % ' '.join('%s=%s' % kv for kv in style)
            last = style
        out += char
    return out


def blank(row):
    return all(text == ' ' and all(k == 'bg' for k, _ in style)
               for text, style in row)


def equal(a, b):
    """Whether rows are. What was erased at the end of a row has a background,
    but tmux does not tell it: what only one has there may be such blanks."""
    n = min(len(a), len(b))
    return a[:n] == b[:n] and blank(a[n:]) and blank(b[n:])


def differ(what, a, b):
    """Lines that say how rows of cells differ; none if they do not."""
    out = []
    for y in range(max(len(a), len(b))):
        ra, rb = (x[y] if y < len(x) else [] for x in (a, b))
        if not equal(ra, rb):
            out += ['%s, row %d' % (what, y), '  want ' + runs_of(ra),
                    '  have ' + runs_of(rb)]
    return out


def compare(direct, viewed, captured):
    if direct is None or viewed is None or captured is None:
        return ['no screen: direct %s, viewed %s, captured %s' % tuple(
            'none' if x is None else 'there'
            for x in (direct, viewed, captured))]
    out = differ('attached client', direct['rows'], viewed['rows'])
    out += differ('capture', direct['rows'], captured['rows'])
    if captured['rows'] != captured['json']:
        out.append('capture: ANSI and JSON are not the same')
    plain = [text_of(r).rstrip() for r in captured['rows']]
    while plain and not plain[-1]:
        plain.pop()
    if plain != captured['plain']:
        out.append('capture as text: %s, want %s' % (captured['plain'], plain))
    for what, other in (('client', viewed), ('capture', captured)):
        if direct['cursor'] != other['cursor']:
            out.append('cursor, %s: %s, want %s' % (what, other['cursor'],
                                                   direct['cursor']))
    if direct['modes'] != viewed['modes']:
        out.append('modes: %s, want %s' % (viewed['modes'], direct['modes']))
    if (direct['modes']['alternate_on'] == '1') != captured['alternate']:
        out.append('capture has the wrong screen')
    return out


def wait(check, times=2):
    """Until check() is empty so many times in a row."""
    end, good = time.monotonic() + WAIT_S, 0
    while good < times:
        wrong = check()
        good = 0 if wrong else good + 1
        if wrong and time.monotonic() > end:
            print('\n'.join(wrong))
            return 1
        if wrong:
            select.select([], [], [], 0.02)
    return 0


def same(sock, direct, viewed, name):
    return wait(lambda: compare(pane(sock, direct), pane(sock, viewed),
                                session(name)))


def find(sock, text, panes, wanted):
    """Wait until all panes show a text, or none does."""
    def check():
        now = {p: tmux(sock, 'capture-pane', '-p', '-N', '-t', p)
               for p in panes}
        return ['%r in %s is %s:\n%s' % (text, p, text in t, t)
                for p, t in now.items() if (text in t) != wanted]
    return wait(check, 1)


def shows(sock, text, *panes):
    return find(sock, text, panes, True)


def hides(sock, text, *panes):
    return find(sock, text, panes, False)


def captured(name, file):
    """Keep a screen that has come to rest."""
    last, end = None, time.monotonic() + WAIT_S
    while time.monotonic() < end:
        now = session(name)
        if now is not None and now == last:
            with open(file, 'w') as f:
                json.dump(now, f)
            return 0
        last = now
    print('the screen does not come to rest')
    return 1


def as_kept(file, sock, name, session_name):
    with open(file) as f:
        want = json.loads(f.read())
    cells = [[(c, tuple(tuple(kv) for kv in s)) for c, s in row]
             for row in want['rows']]

    def check():
        p, s = pane(sock, name), session(session_name)
        if p is None or s is None:
            return ['no screen']
        out = differ('attached client', cells, p['rows'])
        out += differ('capture', cells, s['rows'])
        if want['cursor'] != p['cursor']:
            out.append('cursor: %s, want %s' % (p['cursor'], want['cursor']))
        return out
    return wait(check)


if __name__ == '__main__':
    COMMANDS = {'same': same, 'shows': shows, 'hides': hides, 'captured': captured,
                'as': as_kept}
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]))
