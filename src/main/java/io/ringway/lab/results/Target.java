package io.ringway.lab.results;

/**
 * What a scenario is about: one contender's best answered rate is to be at least a share of another's of the same run.
 *
 * @param subject id of the contender that the ratio is of
 * @param other   id of the one that it is divided by
 * @param atLeast the least ratio that will do
 */
public record Target(String subject, String other, double atLeast) {}
