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

    /// <param name="code">Null catches every error.</param>
    public sealed class Error(string? code) : CatchTrigger
    {
        public string? Code => code;
    }
}
