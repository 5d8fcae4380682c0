/**
 * What rules do with responses: actions that look at a response, or change it where it is.
 *
 * <p>An action belongs to one worker and its thread; what workers have in common comes from {@code SharedParts}. They are asked as actions of queries are,
 * with a {@code DnsQuery} that has been wrapped around the response, a {@code Datagram} that says who the client is and how long the response, and the
 * {@code Decision} with the query's tags.
 */
package io.ringway.rules.response;
