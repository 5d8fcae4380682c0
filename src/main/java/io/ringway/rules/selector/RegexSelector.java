package io.ringway.rules.selector;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.FoldedName;
import io.ringway.wire.Memory;

/**
 * {@code RegexRule(expression)} and {@code RE2Rule(expression)}, for the question's name in presentation format without the final dot, in time linear in
 * its length.
 *
 * <p>The name is written into a buffer that is used again; RE2/J itself allocates for each match, which is the one exception to what the rules promise.
 */
final class RegexSelector extends Selector {
    private static final int FIRST_PRINTED = '!';
    private static final int LAST_PRINTED = '~';

    private final boolean whole;
    private final boolean caseSensitive;
    private final Matcher matcher;
    private final PresentationName name = new PresentationName();

    /** {@code pattern} is used by other workers, too. */
    RegexSelector(final Pattern pattern, final boolean whole, final boolean caseSensitive) {
        this.whole = whole;
        this.caseSensitive = caseSensitive;
        matcher = pattern.matcher(name);
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        if (caseSensitive) {
            name.write(query.qnameAddress(), query.qnameLength());
        } else {
            final FoldedName folded = decision.name();
            name.write(folded.address(), folded.length());
        }
        // The matcher has the buffer; given it again it would make another view of it.
        matcher.reset();
        return whole ? matcher.matches() : matcher.find();
    }

    /** A name's text in place: bytes that are not printed are {@code \DDD}, dots and backslashes in labels have a backslash. */
    private static final class PresentationName implements CharSequence {
        private static final int LONGEST = 4 * 255;

        private final char[] text = new char[LONGEST];
        private int length;

        void write(final long address, final int bytes) {
            length = 0;
            int position = 0;
            int label = bytes == 0 ? 0 : Memory.byteAt(address);
            while (label != 0) {
                if (length > 0) {
                    text[length++] = '.';
                }
                for (int i = position + 1; i <= position + label; i++) {
                    append(Memory.byteAt(address + i));
                }
                position += 1 + label;
                label = Memory.byteAt(address + position);
            }
        }

        private void append(final int octet) {
            if (octet < FIRST_PRINTED || octet > LAST_PRINTED) {
                text[length++] = '\\';
                text[length++] = (char) ('0' + octet / 100);
                text[length++] = (char) ('0' + octet / 10 % 10);
                text[length++] = (char) ('0' + octet % 10);
            } else {
                if (octet == '.' || octet == '\\') {
                    text[length++] = '\\';
                }
                text[length++] = (char) octet;
            }
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(final int index) {
            return text[index];
        }

        @Override
        public CharSequence subSequence(final int start, final int end) {
            return new String(text, start, end - start);
        }

        @Override
        public String toString() {
            return new String(text, 0, length);
        }
    }
}
