package io.ringway.settings.rules;

import io.ringway.settings.DomainName;

/**
 * Data of an SOA record (RFC 1035, section 3.3.13).
 *
 * @param primary  the zone's primary server
 * @param mailbox  who answers for it
 * @param serial   version of the zone, unsigned
 * @param refreshS seconds
 * @param retryS   seconds
 * @param expireS  seconds
 * @param minimumS seconds that a negative answer may be kept (RFC 2308)
 */
public record StartOfAuthority(
        DomainName primary, DomainName mailbox, long serial, long refreshS, long retryS, long expireS, long minimumS) {}
