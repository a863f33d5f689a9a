namespace Fairlead.Engine.Model;

/// <summary>
/// Stable names of what is wrong with files at deployment, beside those of BPMN and FEEL. Each has a page in docs/errors.
/// </summary>
internal static class EngineCode
{
    public const string ConditionNeverAsked = "CONDITION_NEVER_ASKED";
    public const string DateInvalid = "DATE_INVALID";
    public const string DecisionIdTwice = "DECISION_ID_TWICE";
    public const string FromAiInvalid = "FROM_AI_INVALID";
    public const string MessageNameInvalid = "MESSAGE_NAME_INVALID";
    public const string NotInDeployment = "NOT_IN_DEPLOYMENT";
    public const string ProcessIdTwice = "PROCESS_ID_TWICE";
    public const string ResourceIdTwice = "RESOURCE_ID_TWICE";
    public const string ResourceInvalid = "RESOURCE_INVALID";
    public const string SignalNameInvalid = "SIGNAL_NAME_INVALID";
    public const string TimerInvalid = "TIMER_INVALID";
}
