namespace Fairlead.Protocol.Rest;

/// <summary>Kinds of elements, as the REST API names them.</summary>
public enum ElementInstanceType
{
    /// <summary>No kind.</summary>
    Unspecified,

    /// <summary>The process itself.</summary>
    Process,

    /// <summary>On the wire <c>SUB_PROCESS</c>.</summary>
    SubProcess,

    /// <summary>On the wire <c>EVENT_SUB_PROCESS</c>.</summary>
    EventSubProcess,

    /// <summary>On the wire <c>AD_HOC_SUB_PROCESS</c>.</summary>
    AdHocSubProcess,

    /// <summary>On the wire <c>AD_HOC_SUB_PROCESS_INNER_INSTANCE</c>.</summary>
    AdHocSubProcessInnerInstance,

    /// <summary>On the wire <c>START_EVENT</c>.</summary>
    StartEvent,

    /// <summary>On the wire <c>INTERMEDIATE_CATCH_EVENT</c>.</summary>
    IntermediateCatchEvent,

    /// <summary>On the wire <c>INTERMEDIATE_THROW_EVENT</c>.</summary>
    IntermediateThrowEvent,

    /// <summary>On the wire <c>BOUNDARY_EVENT</c>.</summary>
    BoundaryEvent,

    /// <summary>On the wire <c>END_EVENT</c>.</summary>
    EndEvent,

    /// <summary>On the wire <c>SERVICE_TASK</c>.</summary>
    ServiceTask,

    /// <summary>On the wire <c>RECEIVE_TASK</c>.</summary>
    ReceiveTask,

    /// <summary>On the wire <c>USER_TASK</c>.</summary>
    UserTask,

    /// <summary>On the wire <c>MANUAL_TASK</c>.</summary>
    ManualTask,

    /// <summary>A task without a kind.</summary>
    Task,

    /// <summary>On the wire <c>EXCLUSIVE_GATEWAY</c>.</summary>
    ExclusiveGateway,

    /// <summary>On the wire <c>INCLUSIVE_GATEWAY</c>.</summary>
    InclusiveGateway,

    /// <summary>On the wire <c>PARALLEL_GATEWAY</c>.</summary>
    ParallelGateway,

    /// <summary>On the wire <c>EVENT_BASED_GATEWAY</c>.</summary>
    EventBasedGateway,

    /// <summary>On the wire <c>SEQUENCE_FLOW</c>.</summary>
    SequenceFlow,

    /// <summary>On the wire <c>MULTI_INSTANCE_BODY</c>.</summary>
    MultiInstanceBody,

    /// <summary>On the wire <c>CALL_ACTIVITY</c>.</summary>
    CallActivity,

    /// <summary>On the wire <c>BUSINESS_RULE_TASK</c>.</summary>
    BusinessRuleTask,

    /// <summary>On the wire <c>SCRIPT_TASK</c>.</summary>
    ScriptTask,

    /// <summary>On the wire <c>SEND_TASK</c>.</summary>
    SendTask,

    /// <summary>A kind that this version does not know.</summary>
    Unknown,
}
