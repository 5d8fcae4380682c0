package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.forward.ResponseTruncation;

/** {@code TCResponseAction()}: leaves nothing but the question and TC=1, and over TCP the response as it is. */
final class TruncateResponse extends Action {
    private final ResponseTruncation truncation = new ResponseTruncation();

    TruncateResponse() {}

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        if (datagram.isTcp()) {
            return Verdict.CONTINUE;
        }
        final int length = truncation.cut(
                response.message(), response.length(), response.questionEnd() - DnsHeader.LENGTH, response.flags());
        response.responseChanged(length);
        datagram.payloadChanged(length);
        return Verdict.FORWARD;
    }
}
