using System.Text.RegularExpressions;

namespace Fairlead.Repository.Tests;

/// <summary>Catching everything hides defects. It is allowed where something must go on, and each place says why.</summary>
public sealed partial class CatchAllTests
{
    /// <summary>Each file with the reason. A line that is no longer needed fails a test.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["src/Broker/Calls/CallWriter.cs"] = "The outermost frame of a thread: the call journal fails, calls go on.",
        ["src/Broker/Running/Partition.cs"] = "A defect in one command: it is rolled back, logged and answered; the next one can run.",
        ["src/Broker/Running/PartitionLoop.cs"] = "The outermost frame of a thread: the partition fails, the process does not.",
        ["src/Broker/Search/Projection.cs"] = "The outermost frame of a thread: the search fails, the engine does not.",
        ["src/Connectors.Runtime/Inbound/InboundActual.cs"] = "The inbound control loop: one bad connector must not stop the others.",
        ["src/Connectors.Runtime/Inbound/InboundSupervisor.cs"] = "The inbound control loop: the next comparison starts from what is.",
        ["src/Connectors.Runtime/Inbound/Running/OwnedRun.cs"] = "The loop of a subscription: whatever ends it, it begins again.",
        ["src/Connectors.Runtime/Inbox/HeldEvents.cs"] = "The loop of held events: one that cannot be applied must not stop the others.",
        ["src/Connectors.Runtime/Outbound/JobDecision.cs"] = "The job loop: whatever a connector throws fails its job.",
        ["src/Connectors.Runtime/Outbound/JobLoop.cs"] = "The job loop: one bad answer must not silence a type.",
        ["src/Connectors.Runtime/Outbound/JobWork.cs"] = "The job loop: nobody awaits the work on one job.",
        ["src/Connectors.Runtime/Polling/PollAsking.cs"] = "Whatever a connector throws is a question that failed; it is asked again.",
        ["src/Connectors.Runtime/Polling/PollRun.cs"] = "Nobody awaits a turn: what it cannot finish ends the run, which is begun again.",
        ["src/Connectors.Runtime/Secrets/SecretStore.cs"] = "Providers come from strangers: what one throws is not a secret that is missing.",
        ["src/Connectors.Runtime/Webhooks/WebhookGateway.cs"] = "The request pipeline: every request gets an answer, an accepted one never a 500.",
        ["src/Server/Http/Problems.cs"] = "The request pipeline: a defect becomes an answer with an id, and the log explains it.",
    };

    [Fact]
    public void Everything_is_caught_only_where_the_table_says_why() =>
        Offenders.None(Repository.Files.Where(file => !Allowed.ContainsKey(file.Path)).SelectMany(Catches));

    [Fact]
    public void The_table_has_no_line_too_many() =>
        Offenders.None(Allowed.Keys.Except(Repository.Files.Where(file => Catches(file).Any()).Select(file => file.Path)));

    [Theory]
    [InlineData("catch (Exception)\n{\n}\n", true)]
    [InlineData("catch (System.Exception cause)\n{\n}\n", true)]
    [InlineData("catch (Exception cause) when (cause is not IOException)\n{\n}\n", true)]
    [InlineData("catch (Exception cause) when (!stopping.IsCancellationRequested)\n{\n}\n", true)]
    [InlineData("catch\n{\n    return null;\n}\n", true)]
    [InlineData("catch { }\n", true)]
    [InlineData("catch (Exception cause) when (cause is IOException or FormatException)\n{\n}\n", false)]
    [InlineData("catch (Exception cause)\n    when (cause is IOException)\n{\n}\n", false)]
    [InlineData("catch (IOException cause)\n{\n}\n", false)]
    [InlineData("catch\n{\n    file.Dispose();\n    throw;\n}\n", false)]
    public void A_planted_catch_is_judged(string code, bool offends) =>
        Assert.Equal(offends, Catches(new TextFile("src/A/Planted.cs", code)).Any());

    private static IEnumerable<string> Catches(TextFile file)
    {
        if (!file.IsCode || file.Path.EndsWith($"/{nameof(CatchAllTests)}.cs", StringComparison.Ordinal))
            yield break;

        for (var index = 0; index < file.Lines.Length; index++)
        {
            var line = file.Lines[index];
            var next = index + 1 < file.Lines.Length ? file.Lines[index + 1].Trim() : "";
            var clause = next.StartsWith("when", StringComparison.Ordinal) ? $"{line.TrimEnd()} {next}" : line;
            if ((CatchException().IsMatch(line) && !OnlyNamedKinds().IsMatch(clause))
                || (CatchAnything().IsMatch(line) && !Rethrows(file, index)))
                yield return $"{file.Path}:{index + 1}: {line.Trim()}";
        }
    }

    /// <summary>Cleaning up and passing the exception on hides nothing.</summary>
    private static bool Rethrows(TextFile file, int index)
    {
        var indent = file.Lines[index].TakeWhile(letter => letter == ' ').Count();
        return file.Lines.Skip(index + 1)
            .TakeWhile(line => line.TrimEnd() != new string(' ', indent) + "}")
            .Any(line => line.Trim() is "throw;");
    }

    [GeneratedRegex(@"\bcatch\s*\(\s*(System\.)?Exception\b")]
    private static partial Regex CatchException();

    [GeneratedRegex(@"\bwhen\s*\(\s*(?<name>\w+)\s+is\s+(?!not\b)[\w. ]+\)\s*$")]
    private static partial Regex OnlyNamedKinds();

    [GeneratedRegex(@"^\s*(\}\s*)?catch\s*(\{|$|\r)")]
    private static partial Regex CatchAnything();
}
