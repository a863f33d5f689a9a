using System.Globalization;
using System.Text;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Csv;

/// <summary>Takes text apart into records, as it comes: RFC 4180, with any end of line, and as generous as Commons CSV is.</summary>
/// <remarks>A quote counts at the beginning of a value only; lines with nothing in them are no records.</remarks>
internal sealed class CsvParser(TextReader text, char delimiter)
{
    /// <summary>Of one value. More than that is a quote that is never closed.</summary>
    private const int CharactersAtMost = 4 * 1024 * 1024;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _value = new();
    private int _at;
    private int _filled;
    private int _line = 1;

    /// <summary>Where the last record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <returns>Null at the end.</returns>
    /// <exception cref="ConnectorException">It is no CSV.</exception>
    public async ValueTask<List<string>?> ReadAsync(CancellationToken cancellation)
    {
        var record = new List<string>();
        var state = State.Begin;
        Line = _line;
        while (true)
        {
            if (_at == _filled && !await FillAsync(cancellation))
                return End(record, state);

            var letter = _buffer[_at++];
            if (letter is '\n' || (letter is '\r' && !await IsFollowedByLineFeedAsync(cancellation)))
                _line++;
            if (state is State.Quoted)
            {
                if (letter is '"')
                    state = State.Closed;
                else
                    Add(letter);
                continue;
            }

            if (letter is '\r' or '\n')
            {
                if (letter is '\r' && await IsFollowedByLineFeedAsync(cancellation))
                    continue;
                if (state is State.Begin && record.Count is 0)
                {
                    Line = _line;
                    continue;
                }

                Close(record);
                return record;
            }

            state = Next(record, state, letter);
        }
    }

    private State Next(List<string> record, State state, char letter)
    {
        if (letter == delimiter)
        {
            Close(record);
            return State.Begin;
        }

        switch (state)
        {
            case State.Begin when letter is '"':
                return State.Quoted;
            case State.Closed when letter is '"':
                Add('"');
                return State.Quoted;
            case State.Closed when char.IsWhiteSpace(letter):
                return State.Closed;
            case State.Closed:
                throw Refuse("text follows a quoted value before the next delimiter. A quote in a quoted value is written twice");
            default:
                Add(letter);
                return State.Plain;
        }
    }

    private List<string>? End(List<string> record, State state)
    {
        if (state is State.Quoted)
            throw Refuse("a quote is never closed");
        if (state is State.Begin && record.Count is 0)
            return null;
        Close(record);
        return record;
    }

    private void Add(char letter)
    {
        _value.Append(letter);
        if (_value.Length > CharactersAtMost)
            throw Refuse("a value has more than 4 million characters. Most likely a quote is never closed");
    }

    private void Close(List<string> record)
    {
        record.Add(_value.ToString());
        _value.Clear();
    }

    private async ValueTask<bool> IsFollowedByLineFeedAsync(CancellationToken cancellation) =>
        (_at < _filled || await FillAsync(cancellation)) && _buffer[_at] is '\n';

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        try
        {
            (_at, _filled) = (0, await text.ReadAsync(_buffer, cancellation));
            return _filled > 0;
        }
        catch (DecoderFallbackException undecodable)
        {
            throw Refuse("it is not in the encoding that it is read with. Name the right one in format.encoding", undecodable);
        }
    }

    private ConnectorException Refuse(string why, Exception? cause = null) => new(
        CsvConnector.Unreadable,
        string.Create(CultureInfo.InvariantCulture, $"The file cannot be read at the record in line {Line}: {why}. [{CsvConnector.Unreadable}]"),
        cause)
    {
        Retry = RetryAdvice.Never,
    };

    private enum State
    {
        Begin,
        Plain,
        Quoted,
        Closed,
    }
}
