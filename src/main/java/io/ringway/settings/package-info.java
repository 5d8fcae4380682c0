/**
 * What the operator asked for, as immutable records: the only thing that {@code config} produces and that the rooms below it consume.
 *
 * <p>Records here carry no behaviour beyond their own defaults; validity against the machine (interfaces, queues,
 * addresses) is concluded once, by {@code engine}. Depends on nothing. Created on the main thread, read by any.
 */
package io.ringway.settings;
