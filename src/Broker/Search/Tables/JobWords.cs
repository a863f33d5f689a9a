using Fairlead.Engine;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Kinds of jobs as the REST API names them.</summary>
internal static class JobWords
{
    public static string Of(JobKind kind) => kind switch
    {
        JobKind.BpmnElement => "BPMN_ELEMENT",
        JobKind.ExecutionListener => "EXECUTION_LISTENER",
        JobKind.TaskListener => "TASK_LISTENER",
        JobKind.AdHocSubProcess => "AD_HOC_SUB_PROCESS",
    };

    public static string Of(JobListenerEvent @event) => @event switch
    {
        JobListenerEvent.Unspecified => "UNSPECIFIED",
        JobListenerEvent.Start => "START",
        JobListenerEvent.End => "END",
        JobListenerEvent.Creating => "CREATING",
        JobListenerEvent.Assigning => "ASSIGNING",
        JobListenerEvent.Updating => "UPDATING",
        JobListenerEvent.Completing => "COMPLETING",
        JobListenerEvent.Canceling => "CANCELING",
    };
}
