namespace Fairlead.Engine.Tests;

internal sealed partial class Scenario
{
    /// <summary>
    /// <c>activate ELEMENT [in SCOPE]</c>, <c>move SOURCE to TARGET [in SCOPE | inferred | beside]</c> and <c>terminate ELEMENT</c>, as many as
    /// wanted; then <c>set SCOPE {…}</c> for all that is activated. <c>work</c> means every instance of the element, <c>work:2</c> its second.
    /// </summary>
    private Command.ModifyInstance Modify(Words words)
    {
        var instance = InstanceOf(words.Next());
        var json = words.Json();
        var rest = words.Rest().TakeWhile(word => word[0] is not '{').ToList();
        var variables = new List<ScopedVariables>();
        if (rest.IndexOf("set") is >= 0 and var set)
        {
            variables.Add(new(rest.Count > set + 1 ? rest[set + 1] : "", json));
            rest.RemoveRange(set, rest.Count - set);
        }

        var (activate, move, terminate) = (new List<ActivateInstruction>(), new List<MoveInstruction>(), new List<ElementChoice>());
        var left = new Queue<string>(rest);
        while (left.TryDequeue(out var verb))
        {
            var first = left.Dequeue();
            switch (verb)
            {
                case "activate":
                    activate.Add(new(first, Skip(left, "in") ? ElementOf(left.Dequeue()) : null, variables));
                    break;
                case "move" when Skip(left, "to"):
                    var target = left.Dequeue();
                    var direct = Skip(left, "in") ? ElementOf(left.Dequeue()) : (ElementKey?)null;
                    var ancestor = direct is not null ? AncestorKind.Direct
                        : Skip(left, "inferred") ? AncestorKind.Inferred
                        : Skip(left, "beside") ? AncestorKind.SourceParent
                        : AncestorKind.Usual;
                    move.Add(new(Choice(first), target, ancestor, direct, variables));
                    break;
                case "terminate": terminate.Add(Choice(first)); break;
                default: throw new FormatException($"'{verb}' is no instruction.");
            }
        }

        return new(instance, activate, move, terminate);
    }

    /// <summary><c>to PROCESS [version N]</c>, then the mappings <c>before:now</c>.</summary>
    private Command.MigrateInstance Migrate(Words words)
    {
        var instance = InstanceOf(words.Next());
        var rest = new Queue<string>(words.Rest());
        if (!Skip(rest, "to")) throw new FormatException("Where to is missing.");
        var process = rest.Dequeue();
        var target = Skip(rest, "version")
            ? _engine.State.FindDefinition(null, process, int.Parse(rest.Dequeue(), System.Globalization.CultureInfo.InvariantCulture))
            : _engine.State.LatestDefinition(null, process);
        return new(instance, target?.Key ?? new(42), [.. rest.Select(pair => new ElementMapping(pair.Split(':')[0], pair.Split(':')[1]))]);
    }

    private ElementChoice Choice(string name) =>
        name.Contains(':') || char.IsAsciiDigit(name[0]) ? new(null, ElementOf(name)) : new(name, null);

    private static bool Skip(Queue<string> words, string word)
    {
        if (!words.TryPeek(out var next) || next != word) return false;
        words.Dequeue();
        return true;
    }
}
