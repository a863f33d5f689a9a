using System.Runtime.CompilerServices;

using Fairlead.Tests;

namespace Fairlead.Bpmn.Tests;

/// <summary>Every file in Cases, read and written out: the model, then all that is wrong with it.</summary>
public sealed class CaseTests
{
    private static readonly string Folder = Path.Combine(Here(), "Cases");

    public static TheoryData<string> Names =>
    [
        .. Directory.EnumerateFiles(Folder, "*.bpmn")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal),
    ];

    [Theory, MemberData(nameof(Names))]
    public void A_file_is_read_as_its_snapshot_says(string name) =>
        Snapshot.Match(Rendering.Of(Read(name)), testName: name);

    [Fact]
    public void Every_code_has_a_case_and_a_page()
    {
        var reported = Names.SelectMany(name => Read(name.Data).Diagnostics).Select(diagnostic => diagnostic.Code).ToHashSet();
        reported.Add(BpmnCode.Limit); // Files beyond the limits are made in HostileFileTests.

        var codes = typeof(BpmnCode).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.NotEmpty(codes);
        Assert.Empty(codes.Except(reported));
        Assert.Empty(codes.Where(code => !File.Exists(Path.Combine(Here(), "..", "..", "docs", "errors", $"{code}.md"))));
    }

    [Fact]
    public void Every_diagnostic_names_the_file_and_a_line_of_it_and_what_to_do()
    {
        foreach (var diagnostic in Names.SelectMany(name => Read(name.Data).Diagnostics).Where(d => d.Code != BpmnCode.Xml))
        {
            Assert.EndsWith(".bpmn", diagnostic.File, StringComparison.Ordinal);
            Assert.NotEqual(0, diagnostic.Line);
            Assert.Matches("[:;] .*[a-z].*\\.$", diagnostic.Message);
            if (diagnostic.ElementId is { } id)
                Assert.Contains(id, diagnostic.Message, StringComparison.Ordinal);
        }
    }

    internal static BpmnReadResult Read(string name) => BpmnReader.Read(Bytes(name), $"{name}.bpmn");

    internal static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, $"{name}.bpmn"));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
