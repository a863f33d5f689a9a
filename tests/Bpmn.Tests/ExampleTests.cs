using System.Runtime.CompilerServices;
using System.Xml.Linq;

using Fairlead.Tests;

namespace Fairlead.Bpmn.Tests;

/// <summary>The processes a newcomer runs first: they deploy, and a modeler can draw them.</summary>
public sealed class ExampleTests
{
    private static readonly XNamespace Layout = "http://www.omg.org/spec/BPMN/20100524/DI";
    private static readonly XNamespace Modeler = "http://camunda.org/schema/modeler/1.0";
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Here(), "..", "..", "examples"));

    public static TheoryData<string> Names =>
    [
        .. Directory.EnumerateFiles(Folder, "*.bpmn", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_folder_has_the_diagram_of_its_name() =>
        Assert.Equal(
            Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).Select(name => $"{name}/{name}.bpmn").Order(StringComparer.Ordinal),
            Names.Select(row => row.Data).Where(name => Path.GetFileNameWithoutExtension(name) == Path.GetDirectoryName(name)));

    [Theory, MemberData(nameof(Names))]
    public void An_example_is_read_without_problems(string name) =>
        Snapshot.Match(Rendering.Of(Read(name)), testName: Path.GetFileNameWithoutExtension(name));

    [Theory, MemberData(nameof(Names))]
    public void Everything_in_an_example_is_drawn_once(string name)
    {
        var layout = XDocument.Load(Path.Combine(Folder, name)).Descendants(Layout + "BPMNDiagram").ToList();
        var process = Assert.Single(Read(name).Document.Processes);

        Assert.Equal(
            process.Nodes.Select(node => node.Id).Order(StringComparer.Ordinal),
            Drawn("BPMNShape").Order(StringComparer.Ordinal));
        Assert.Equal(
            process.Flows.Select(flow => flow.Id).Order(StringComparer.Ordinal),
            Drawn("BPMNEdge").Order(StringComparer.Ordinal));

        IEnumerable<string> Drawn(string kind) =>
            layout.Descendants(Layout + kind).Select(shape => shape.Attribute("bpmnElement")!.Value);
    }

    [Theory, MemberData(nameof(Names))]
    public void Flows_are_drawn_from_the_border_of_one_shape_to_the_border_of_another(string name)
    {
        var layout = XDocument.Load(Path.Combine(Folder, name));
        var bounds = layout.Descendants(Layout + "BPMNShape").ToDictionary(
            shape => shape.Attribute("bpmnElement")!.Value,
            shape => shape.Elements().First());
        var edges = layout.Descendants(Layout + "BPMNEdge").ToDictionary(
            edge => edge.Attribute("bpmnElement")!.Value,
            edge => edge.Elements().Where(child => child.Name.LocalName is "waypoint").ToList());

        foreach (var flow in Read(name).Document.Processes[0].Flows)
        {
            Assert.True(OnBorder(edges[flow.Id][0], bounds[flow.SourceId]), $"{flow.Id} does not touch {flow.SourceId}.");
            Assert.True(OnBorder(edges[flow.Id][^1], bounds[flow.TargetId]), $"{flow.Id} does not touch {flow.TargetId}.");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void An_example_says_which_platform_it_is_for(string name)
    {
        var root = XDocument.Load(Path.Combine(Folder, name)).Root!;

        Assert.Equal("Camunda Cloud", root.Attribute(Modeler + "executionPlatform")?.Value);
        Assert.Equal("8.9.0", root.Attribute(Modeler + "executionPlatformVersion")?.Value);
    }

    /// <summary>All flows of the examples leave and enter in the middle of a side.</summary>
    private static bool OnBorder(XElement point, XElement bounds)
    {
        var (x, y) = (Number(point, "x"), Number(point, "y"));
        var (left, top) = (Number(bounds, "x"), Number(bounds, "y"));
        var (right, bottom) = (left + Number(bounds, "width"), top + Number(bounds, "height"));
        return ((x == left || x == right) && y == (top + bottom) / 2) || ((y == top || y == bottom) && x == (left + right) / 2);
    }

    private static int Number(XElement element, string attribute) => (int)element.Attribute(attribute)!;

    private static BpmnReadResult Read(string name) => BpmnReader.Read(File.ReadAllBytes(Path.Combine(Folder, name)), name);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
