namespace Fairlead.Feel.Tests.Tables;

/// <summary>
/// The rows of a table that are known not to pass: <c>&lt;table&gt;.not-passed.md</c> beside this file. A heading is a reason,
/// and below it stand the ids of the rows it holds for. Nothing of the tables' content is in it.
/// </summary>
internal static class NotPassed
{
    /// <summary>Fails when a row that is not listed does not pass, and when one that is listed does.</summary>
    public static void Judge(string table, IEnumerable<(string Id, string? Problem)> rows)
    {
        var listed = Listed(table);
        var problems = new List<string>();
        var groups = new SortedDictionary<string, (int Passed, int All)>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, problem) in rows)
        {
            if (!seen.Add(id))
                problems.Add($"{id}: two rows have this id");
            if (problem is not null && !listed.ContainsKey(id))
                problems.Add($"{id}: {problem}");
            if (problem is null && listed.ContainsKey(id))
                problems.Add($"{id}: passes, but is listed as one that does not");
            var group = id.Contains('/', StringComparison.Ordinal) ? id[..id.LastIndexOf('/')] : table;
            var (passed, all) = groups.GetValueOrDefault(group);
            groups[group] = (passed + (problem is null ? 1 : 0), all + 1);
        }
        problems.AddRange(listed.Keys.Where(id => !seen.Contains(id)).Select(id => $"{id}: is listed, but there is no such row"));
        foreach (var (group, (passed, all)) in groups)
            TestContext.Current.TestOutputHelper?.WriteLine($"{group}: {passed} of {all}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{table}: {groups.Values.Sum(group => group.Passed)} of {seen.Count} rows pass.");
        Assert.True(problems.Count == 0, $"{problems.Count} rows of {table}:\n{string.Join('\n', problems)}");
    }

    private static Dictionary<string, string> Listed(string table)
    {
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        var reason = "";
        var file = Path.Combine(TestFiles.Folder, "Tables", $"{table}.not-passed.md");
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                reason = line[3..];
            else if (line.StartsWith("- `", StringComparison.Ordinal))
                listed.Add(line[3..line.LastIndexOf('`')], reason);
        }
        Assert.DoesNotContain("", listed.Values);
        return listed;
    }
}
