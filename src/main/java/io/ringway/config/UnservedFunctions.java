package io.ringway.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The functions of dnsdist that Ringway knows by name and does not serve yet, with what to use instead. */
final class UnservedFunctions {
    /** Calling one of these is an error. */
    static final Map<String, String> REFUSED = new LinkedHashMap<>();

    /** Calling one of these has no effect but a warning, because configurations have them and work without. */
    static final Map<String, String> ACCEPTED = new LinkedHashMap<>();

    static {
        refuse(
                "encrypted listeners come later; addLocal serves UDP over AF_XDP",
                "addDOHLocal addTLSLocal addDOQLocal addDOH3Local addDNSCryptBind generateDNSCryptCertificate"
                        + " generateDNSCryptProviderKeys loadTLSEngine loadTLSProvider newTLSCertificate getDOHFrontend"
                        + " getTLSFrontend getTLSContext reloadAllCertificates");
        refuse(
                "Lua policies of the FFI kind come later; setServerPolicyLua is served",
                "setServerPolicyLuaFFI setServerPolicyLuaFFIPerThread setPoolServerPolicyLuaFFI"
                        + " setPoolServerPolicyLuaFFIPerThread");
        refuse(
                "this tuning of backends comes later",
                "setTCPDownstreamCleanupInterval setMaxCachedTCPConnectionsPerDownstream useTCPSinglePipe"
                        + " setWHashedPertubation setWHashedPerturbation newXskServer fixupCase truncateTC");
        refuse(
                "ringway stat shows counters; this comes with the console",
                "showServerPolicy showPoolServerPolicy showPools showServers");
        refuse(
                "this selector comes later",
                "LuaFFIRule HTTPHeaderRule HTTPPathRule HTTPPathRegexRule"
                        + " KeyValueStoreLookupRule KeyValueStoreRangeLookupRule SNIRule ProxyProtocolValueRule");
        refuse(
                "this action comes later",
                "SpoofPacketAction"
                        + " SetMaxReturnedTTLAction SetAdditionalProxyProtocolValueAction SetProxyProtocolValuesAction"
                        + " TeeAction LuaFFIAction SNMPTrapAction RemoteLogAction DnstapLogAction"
                        + " HTTPStatusAction KeyValueStoreLookupAction KeyValueStoreRangeLookupAction SetMacAddrAction"
                        + " SetExtendedDNSErrorAction");
        refuse(
                "this action for responses comes later",
                "LuaResponseAction"
                        + " LuaFFIResponseAction RemoteLogResponseAction DnstapLogResponseAction SNMPTrapResponseAction");
        refuse("showRules shows the rules", "getRule");
        refuse(
                "this object comes later; newSuffixMatchNode, newDNSNameSet and newNMG are served",
                "newDNSNameFromRaw newTimedIPSet");
        refuse(
                "this tuning comes with the regular network stack; AF_XDP needs none of it",
                "setMaxTCPQueuedConnections"
                        + " setTCPInternalPipeBufferSize setRingBuffersLockRetries setRingBuffersOptions setTCPFastOpenKey"
                        + " setTCPUseSinglePipe");
        refuse(
                "the defaults are served: payload size 1232, and an OPT record where the query had one",
                "setPayloadSizeOnSelfGeneratedAnswers setAddEDNSToSelfGeneratedResponses setServerID");
        refuse(
                "dynBlockRulesGroup is served; its rates go to the XDP program with setDefaultBPFFilter",
                "getDynamicBlocks addBPFFilterDynBlocks exceedQRate exceedQTypeRate exceedRespByterate exceedServFails"
                        + " exceedNXDOMAINs");
        refuse(
                "ringway stat shows counters; this comes with the console",
                "showBinds showACL showResponseLatency showTCPStats showVersion topQueries topClients topBandwidth topSlow"
                        + " topTimeouts topResponses grepq dumpStats getStatisticsCounters delta getBind getBindCount"
                        + " showDOHFrontends showTLSContexts getAction shutdown showSecurityStatus getListOfAddressesOfNetworkInterface"
                        + " getListOfNetworkInterfaces");
        refuse(
                "it comes later",
                "getAddressInfo hashPassword makeKey addExitCallback newRemoteLogger"
                        + " newFrameStreamUnixLogger newFrameStreamTcpLogger newLMDBKVStore newCDBKVStore snmpAgent"
                        + " sendCustomTrap declareMetric incMetric decMetric getMetric setMetric setSyslogFacility"
                        + " setStructuredLogging addCapabilitiesToDrop loadConfigurationFromYAMLFile newLuaDNSResponse"
                        + " submitToMainThread newThread setAllowEmptyResponse");
        accept(
                "accepted, but nothing listens yet: the web server and the console come later",
                "webserver setWebserverConfig controlSocket setKey setConsoleACL addConsoleACL setConsoleConnectionsLogging"
                        + " setConsoleOutputMaxMsgSize setConsoleMaximumConcurrentConnections setAPIWritable"
                        + " includeStatisticsInWeb registerWebHandler");
        accept("accepted, but nothing is exported yet", "carbonServer setVerboseLogDestination");
    }

    private UnservedFunctions() {}

    private static void refuse(final String instead, final String names) {
        for (final String name : names.split(" ", -1)) {
            REFUSED.put(name, instead);
        }
    }

    private static void accept(final String effect, final String names) {
        for (final String name : names.split(" ", -1)) {
            ACCEPTED.put(name, effect);
        }
    }
}
