using System.Globalization;

using Fairlead.Connectors.Runtime.Inbound.Running;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>How the questions of one connector are doing: up as long as one of them is answered.</summary>
internal sealed class PollHealth(InboundSession session)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, string> _failing = [];
    private readonly HashSet<object> _answered = [];
    private string? _look;
    private int? _waiting;
    private int _turns;

    /// <param name="question">Whoever asks.</param>
    /// <param name="failure">Null when it was answered.</param>
    /// <param name="isOver">Whether it does not ask any more.</param>
    public void Asked(object question, string? failure, bool isOver)
    {
        lock (_gate)
        {
            var wasKnown = _failing.Remove(question) | _answered.Remove(question);
            if (isOver && !wasKnown)
                return;
            if (!isOver && failure is not null)
                _failing[question] = failure;
            else if (!isOver)
                _answered.Add(question);
        }

        Report();
    }

    /// <param name="waiting">Visits that are asked for; null when they could not be found.</param>
    public void Looked(int? waiting, string? problem)
    {
        lock (_gate)
            (_waiting, _look) = (waiting ?? _waiting, problem);
        Report();
    }

    /// <summary>0 to 1, another one each time, the same for everybody who looks at the same source.</summary>
    public double Spread()
    {
        var turn = (uint)Interlocked.Increment(ref _turns) % 31;
        return Convert.FromHexString(session.Id.AsSpan((int)turn * 2, 2))[0] / 255.0;
    }

    private void Report()
    {
        string? down;
        Dictionary<string, string> details = [];
        lock (_gate)
        {
            if (_answered.Count is 0 && _failing.Count is 0 && _waiting is null && _look is null)
                return;
            down = _look ?? (_answered.Count is 0 ? _failing.Values.FirstOrDefault() : null);
            if (_waiting is { } waiting)
                details["Process instances"] = waiting.ToString(CultureInfo.InvariantCulture);
            if (_failing.Count > 0)
                details["Failing"] = $"{_failing.Count}: {_failing.Values.First()}";
        }

        if (down is null)
            session.ReportUp(details);
        else
            session.ReportDown(down);
    }
}
