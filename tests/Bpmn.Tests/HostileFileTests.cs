using System.Text;

using CsCheck;

namespace Fairlead.Bpmn.Tests;

/// <summary>Files that nobody drew: cut, changed, far too deep or far too large. Each is answered, none throws.</summary>
public sealed class HostileFileTests
{
    private const string Head =
        """<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"><d:process id="p" isExecutable="true"><d:startEvent id="s" />""";

    private const string Tail = "</d:process></d:definitions>";

    private static readonly byte[][] Originals = [.. CaseTests.Names.Select(name => CaseTests.Bytes(name.Data))];

    private static readonly string[] Scraps =
    [
        "\"", "<", ">", "/>", "&", "&#0;", "=", "\0", "id=\"start\"", "<bpmn:subProcess id=\"sub\">", "</bpmn:subProcess>",
        "<bpmn:startEvent id=\"x\"/>", "xmlns=\"\"", "\ud83d", "<!-- ", "]]>", "<?xml?>", "bpmn:", "zeebe:", "sub", "start", "p",
    ];

    [Fact]
    public void A_file_cut_anywhere_is_answered() =>
        Gen.Select(One(Originals), Gen.Double[0, 1]).Sample((file, part) =>
        {
            var result = BpmnReader.Read(file.AsMemory(0, (int)(file.Length * part)), "cut.bpmn");
            Assert.True(result.IsValid || result.Diagnostics.Count > 0);
        }, iter: 500);

    [Fact]
    public void A_file_changed_anywhere_is_answered() =>
        Gen.Select(One(Originals), Gen.Select(Gen.Double[0, 1], One(Scraps), Gen.Int[0, 40]).List[1, 5])
            .Sample((file, changes) =>
            {
                var text = new StringBuilder(Encoding.UTF8.GetString(file));
                foreach (var (place, scrap, removed) in changes)
                {
                    var at = (int)(text.Length * place);
                    text.Remove(at, Math.Min(removed, text.Length - at)).Insert(at, scrap);
                }

                _ = Rendering.Of(BpmnReader.Read(Encoding.UTF8.GetBytes(text.ToString()), "changed.bpmn"));
            }, iter: 2_000);

    [Fact]
    public void Attributes_that_are_changed_or_lost_are_answered() =>
        Gen.Select(One(Originals), Gen.Int[0, 200], One("", " ", "=", "start", "p", "sub", "=a", "x:y", ":"))
            .Sample((file, nth, value) =>
            {
                var parts = Encoding.UTF8.GetString(file).Split('"');
                var index = (2 * nth + 1) % Math.Max(2, parts.Length);
                if (index < parts.Length)
                    parts[index] = value;

                _ = Rendering.Of(BpmnReader.Read(Encoding.UTF8.GetBytes(string.Join('"', parts)), "changed.bpmn"));
            }, iter: 2_000);

    [Fact]
    public void Random_bytes_are_answered() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Assert.False(BpmnReader.Read(bytes, "random.bpmn").IsValid), iter: 500);

    [Fact]
    public void Sub_processes_inside_each_other_have_a_limit()
    {
        var atLimit = Read(Nested(ProcessReader.DepthAtMost));
        var beyond = Read(Nested(ProcessReader.DepthAtMost + 1));
        var hostile = Read(Nested(30_000));

        Assert.True(atLimit.IsValid);
        Assert.Contains(beyond.Diagnostics, diagnostic => diagnostic is { Code: "BPMN_LIMIT", ElementId: "n32" });
        Assert.Contains(hostile.Diagnostics, diagnostic => diagnostic.Code == "BPMN_LIMIT");
    }

    [Fact]
    public void Elements_of_a_file_have_a_limit()
    {
        var result = Read(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<d:task id=\"t{i}\"/>")));

        Assert.Equal(["BPMN_LIMIT"], result.Diagnostics.Select(diagnostic => diagnostic.Code));
        Assert.Empty(result.Document.Processes);
    }

    [Fact]
    public void Bytes_of_a_file_have_a_limit()
    {
        var result = Read(new string(' ', 5_000_000));

        Assert.Equal(["BPMN_LIMIT"], result.Diagnostics.Select(diagnostic => diagnostic.Code));
    }

    [Fact]
    public void Elements_inside_each_other_have_a_limit()
    {
        var atLimit = Read(Deep(254));
        var beyond = Read(Deep(500_000));

        Assert.True(atLimit.IsValid, string.Join('\n', atLimit.Diagnostics));
        Assert.Equal(["BPMN_LIMIT"], beyond.Diagnostics.Select(diagnostic => diagnostic.Code));

        static string Deep(int depth) =>
            new StringBuilder().Insert(0, "<x>", depth).Insert(3 * depth, "</x>", depth).ToString();
    }

    private static Gen<T> One<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static BpmnReadResult Read(string inside) =>
        BpmnReader.Read(Encoding.UTF8.GetBytes(Head + inside + Tail), "hostile.bpmn");

    private static string Nested(int depth)
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++)
            text.Append($"<d:subProcess id=\"n{i}\"><d:startEvent id=\"s{i}\"/>");
        return text.Insert(text.Length, "</d:subProcess>", depth).ToString();
    }
}
