using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Sql.Statements;

/// <summary>A statement with the placeholders of its driver, and their values in order. No value is ever part of the text.</summary>
/// <param name="Text">What is sent.</param>
/// <param name="Values">One for each placeholder.</param>
/// <param name="FirstWord">With which it begins, in upper case.</param>
internal sealed record SqlStatement(string Text, IReadOnlyList<JsonElement> Values, string FirstWord)
{
    private const int ValuesAtMost = 30_000;

    /// <summary>What changes rows, and can be taken back as long as it is not committed.</summary>
    public bool IsTransactional => FirstWord is "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "REPLACE" or "UPSERT" or "WITH";

    /// <summary>What changes nothing, as far as its first word tells.</summary>
    public bool OnlyReads => FirstWord is "SELECT" or "VALUES" or "TABLE" or "SHOW" or "EXPLAIN" or "DESCRIBE" or "DESC" or "";

    /// <param name="query">As the model has it.</param>
    /// <param name="variables">A map for <c>:name</c> and <c>&lt;name&gt;</c>, a list for <c>?</c>; null for none.</param>
    /// <param name="placeholder">How the driver writes the placeholder of this number, from 1.</param>
    /// <param name="splits">Whether each statement goes alone. Else all of them are one text.</param>
    /// <exception cref="ConnectorInputException">Placeholders and variables do not fit; all that is wrong is named.</exception>
    public static IReadOnlyList<SqlStatement> Of(
        string query, JsonElement? variables, SqlDialect dialect, Func<int, string> placeholder, bool splits)
    {
        // A driver reads such a text without end.
        if (query.Contains('\0', StringComparison.Ordinal))
            throw new ConnectorInputException("data.query: expected SQL, but there is a character in it that no text has (NUL).");

        var binding = new Binding(variables, dialect, placeholder);
        var statements = new List<SqlStatement>();
        var pieces = new List<SqlPiece>();
        foreach (var piece in SqlText.Read(query, dialect))
        {
            if (piece.Kind is SqlPieceKind.End && splits && !IsInBody(pieces))
            {
                Close();
                continue;
            }

            pieces.Add(piece);
        }

        Close();
        binding.End();
        return statements.Count > 0
            ? statements
            : throw new ConnectorInputException("data.query: expected a statement, but there is none.");

        void Close()
        {
            if (pieces.Any(piece => piece.Kind is not SqlPieceKind.End && !string.IsNullOrWhiteSpace(piece.Text) && !IsComment(piece)))
                statements.Add(binding.Write(pieces));
            pieces.Clear();
        }
    }

    private static bool IsComment(SqlPiece piece) =>
        piece.Kind is SqlPieceKind.Verbatim && (piece.Text.StartsWith("--", StringComparison.Ordinal)
            || piece.Text.StartsWith("/*", StringComparison.Ordinal) || piece.Text[0] is '#');

    /// <summary>Statements between <c>BEGIN ATOMIC</c> and <c>END</c> belong to the function that they are the body of.</summary>
    private static bool IsInBody(List<SqlPiece> pieces)
    {
        var code = string.Concat(pieces.Select(piece => piece.Kind is SqlPieceKind.Verbatim ? " " : piece.Text));
        return code.Contains("BEGIN ATOMIC", StringComparison.OrdinalIgnoreCase) && !code.TrimEnd().EndsWith("END", StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Binding(JsonElement? variables, SqlDialect dialect, Func<int, string> placeholder)
    {
        private readonly List<string> _problems = [];
        private readonly JsonElement[]? _list = variables is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : null;
        private List<JsonElement> _values = [];
        private int _marks;

        public SqlStatement Write(List<SqlPiece> pieces)
        {
            _values = [];
            var text = new StringBuilder();
            foreach (var piece in pieces)
                Write(piece, text);
            return new SqlStatement(text.ToString().Trim(), _values, SqlText.FirstWord(pieces));
        }

        public void End()
        {
            if (_list is not null && _marks < _list.Length)
                _problems.Add(string.Create(
                    CultureInfo.InvariantCulture, $"data.variables: it has {_list.Length} values, but data.query has {_marks} placeholders (?)."));
            else if (_list is not null && _marks > _list.Length)
                _problems.Add(string.Create(
                    CultureInfo.InvariantCulture, $"data.query: it has {_marks} placeholders (?), but data.variables has {_list.Length} values."));
            if (_problems.Count > 0)
                throw new ConnectorInputException(string.Join('\n', _problems.Distinct()));
        }

        private void Write(SqlPiece piece, StringBuilder text)
        {
            switch (piece.Kind)
            {
                case SqlPieceKind.Name:
                    WriteName(piece, text);
                    break;
                case SqlPieceKind.ListName:
                    WriteList(piece, text);
                    break;
                case SqlPieceKind.Mark when _list is not null:
                    _marks++;
                    text.Append(_marks <= _list.Length ? Add(_list[_marks - 1]) : "?");
                    break;
                case SqlPieceKind.Mark when !dialect.HasMarkOperators:
                    _problems.Add("data.query: it has a placeholder ?, which takes its value from a list, but data.variables is none.");
                    break;
                case SqlPieceKind.EscapedMark:
                    text.Append('?');
                    break;
                case SqlPieceKind.Escaped:
                    text.Append(piece.Text[1]);
                    break;
                case SqlPieceKind.Code or SqlPieceKind.Verbatim or SqlPieceKind.End or SqlPieceKind.Mark:
                    text.Append(piece.Text);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        private void WriteName(SqlPiece piece, StringBuilder text)
        {
            if (Find(piece.Text[1..]) is { } value)
                text.Append(Add(value));
            else if (_list is not null)
                _problems.Add($"data.query: it has {piece.Text}, but data.variables is a list. Where it is no placeholder, write \\{piece.Text}.");
            else
                _problems.Add($"data.query: data.variables has no value for {piece.Text}. Where it is no placeholder, write \\{piece.Text}.");
        }

        private void WriteList(SqlPiece piece, StringBuilder text)
        {
            if (Find(piece.Text[1..^1]) is not { } value)
            {
                text.Append(piece.Text);
                return;
            }

            JsonElement[] items = value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
            if (items.Length is 0)
                _problems.Add($"data.variables: the list for {piece.Text} is empty, and SQL knows no empty list. Decide in the model what that means.");
            text.AppendJoin(", ", items.Select(Add));
        }

        private string Add(JsonElement value)
        {
            _values.Add(value);
            if (_values.Count == ValuesAtMost + 1)
                _problems.Add(string.Create(
                    CultureInfo.InvariantCulture, $"data.variables: no more than {ValuesAtMost} values can be sent with a statement."));
            return placeholder(_values.Count);
        }

        /// <summary>A name with dots is that of a property within a variable.</summary>
        private JsonElement? Find(string name)
        {
            if (variables is not { ValueKind: JsonValueKind.Object } map)
                return null;
            if (map.TryGetProperty(name, out var whole))
                return whole;
            var value = map;
            foreach (var part in name.Split('.'))
            {
                if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(part, out value))
                    return null;
            }

            return value;
        }
    }
}
