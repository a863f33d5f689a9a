namespace Fairlead.Broker.Running;

/// <summary>Who waits for jobs, first come first served for each type and the same tenants. Belongs to the loop.</summary>
internal sealed class JobPolls
{
    private readonly Dictionary<string, List<Line>> _lines = [];
    private readonly List<Line> _touched = [];

    /// <summary>Those whose callers left count until somebody looks.</summary>
    private int _count;

    /// <summary>Whether one more may wait.</summary>
    public bool HasRoom(int atMost)
    {
        if (_count < atMost)
            return true;
        foreach (var line in Lines)
        {
            for (var left = line.Polls.Count; left > 0; left--)
            {
                var poll = line.Polls.Dequeue();
                if (!poll.IsServed && !poll.IsGone)
                    line.Polls.Enqueue(poll);
            }
        }

        _count = Lines.Sum(line => line.Polls.Count);
        return _count < atMost;
    }

    /// <summary>Puts a poll at the end of its line, to be served in this turn if it can be.</summary>
    public void Add(PendingPoll poll)
    {
        if (!_lines.TryGetValue(poll.Command.Type, out var ofType))
            _lines.Add(poll.Command.Type, ofType = []);
        var line = ofType.Find(line => line.Tenants.SequenceEqual(poll.Command.Tenants));
        if (line is null)
            ofType.Add(line = new Line(poll.Command.Type, poll.Command.Tenants));
        DropGone(line);
        line.Polls.Enqueue(poll);
        _count++;
        Touch(line);
    }

    /// <summary>There may be work of this type.</summary>
    public void Touch(string type)
    {
        if (!_lines.TryGetValue(type, out var ofType))
            return;
        foreach (var line in ofType)
            Touch(line);
    }

    /// <summary>Serves the types touched since the last call.</summary>
    /// <param name="serve">False when there is nothing to serve this poll with; it stays first.</param>
    public void Serve(Func<PendingPoll, bool> serve)
    {
        for (var i = 0; i < _touched.Count; i++)
        {
            var line = _touched[i];
            line.IsTouched = false;
            while (First(line) is { } poll && serve(poll))
            {
                line.Polls.Dequeue();
                _count--;
            }

            if (line.Polls.Count > 0 || !_lines.TryGetValue(line.Type, out var ofType))
                continue;
            ofType.Remove(line);
            if (ofType.Count == 0)
                _lines.Remove(line.Type);
        }

        _touched.Clear();
    }

    /// <summary>Takes all that wait out.</summary>
    public IReadOnlyList<PendingPoll> Clear()
    {
        var all = Lines.SelectMany(line => line.Polls).Where(poll => !poll.IsServed && !poll.IsGone).ToList();
        _lines.Clear();
        _touched.Clear();
        _count = 0;
        return all;
    }

    private IEnumerable<Line> Lines => _lines.Values.SelectMany(ofType => ofType);

    private PendingPoll? First(Line line)
    {
        DropGone(line);
        return line.Polls.TryPeek(out var poll) ? poll : null;
    }

    private void DropGone(Line line)
    {
        while (line.Polls.TryPeek(out var poll) && (poll.IsServed || poll.IsGone))
        {
            line.Polls.Dequeue();
            _count--;
        }
    }

    private void Touch(Line line)
    {
        if (line.IsTouched)
            return;
        line.IsTouched = true;
        _touched.Add(line);
    }

    private sealed class Line(string type, IReadOnlyList<string?> tenants)
    {
        public string Type => type;

        public IReadOnlyList<string?> Tenants => tenants;

        public Queue<PendingPoll> Polls { get; } = [];

        public bool IsTouched { get; set; }
    }
}
