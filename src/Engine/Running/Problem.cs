namespace Fairlead.Engine.Running;

/// <summary>Why a step of an element cannot be done; becomes an incident.</summary>
/// <param name="ErrorType">As the REST API names it.</param>
internal sealed record Problem(string ErrorType, string Message)
{
    public static Problem IoMapping(string message) => new("IO_MAPPING_ERROR", message);

    public static Problem ExtractValue(string message) => new("EXTRACT_VALUE_ERROR", message);

    public static Problem Condition(string message) => new("CONDITION_ERROR", message);

    public static Problem UnhandledError(string message) => new("UNHANDLED_ERROR_EVENT", message);

    public static Problem FormNotFound(string message) => new("FORM_NOT_FOUND", message);

    public static Problem ResourceNotFound(string message) => new("RESOURCE_NOT_FOUND", message);

    public static Problem CalledElement(string message) => new("CALLED_ELEMENT_ERROR", message);

    public static Problem CalledDecision(string message) => new("CALLED_DECISION_ERROR", message);

    public static Problem DecisionEvaluation(string message) => new("DECISION_EVALUATION_ERROR", message);

    public static Problem NoRetries(JobKind kind, string message) => new(
        kind switch
        {
            JobKind.ExecutionListener => "EXECUTION_LISTENER_NO_RETRIES",
            JobKind.TaskListener => "TASK_LISTENER_NO_RETRIES",
            JobKind.AdHocSubProcess => "AD_HOC_SUB_PROCESS_NO_RETRIES",
            _ => "JOB_NO_RETRIES",
        },
        message);
}
