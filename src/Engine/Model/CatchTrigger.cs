using Fairlead.Bpmn;

namespace Fairlead.Engine.Model;

/// <summary>What a start, catch or boundary event waits for. A closed set.</summary>
internal abstract class CatchTrigger
{
    private CatchTrigger() { }

    /// <param name="correlationKey">Null on start events.</param>
    public sealed class Message(ModelText name, ModelText? correlationKey) : CatchTrigger
    {
        public ModelText Name => name;

        public ModelText? CorrelationKey => correlationKey;
    }

    public sealed class Timer(TimerKind kind, ModelText value) : CatchTrigger
    {
        public TimerKind Kind => kind;

        public ModelText Value => value;
    }

    public sealed class Signal(ModelText name) : CatchTrigger
    {
        public ModelText Name => name;
    }

    /// <param name="names">Variables whose changes matter.</param>
    public sealed class Condition(ModelText expression, HashSet<string> names, VariableEvents events) : CatchTrigger
    {
        public ModelText Expression => expression;

        /// <summary>Whether a change of the variable can make it happen.</summary>
        public bool DependsOn(string name, bool isNew) =>
            names.Contains(name) && events.HasFlag(isNew ? VariableEvents.Create : VariableEvents.Update);

        public IReadOnlySet<string> Names => names;
    }

    /// <summary>Nothing waits for it: what the activity did is remembered when it completes.</summary>
    public sealed class Compensation : CatchTrigger;

    /// <summary>Nothing waits for it: who throws looks for who catches.</summary>
    /// <param name="code">Null catches every code.</param>
    public abstract class Coded(string? code) : CatchTrigger
    {
        public string? Code => code;
    }

    public sealed class Error(string? code) : Coded(code);

    public sealed class Escalation(string? code) : Coded(code);
}
