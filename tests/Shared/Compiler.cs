using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fairlead.Tests;

/// <summary>Compiles C# in a test, with the compiler of the SDK: much faster than a build, and like it in what it takes.</summary>
internal static class Compiler
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

    /// <param name="file">The assembly to write; its name is that of the file.</param>
    /// <param name="source">One file of C#, with the usings that projects have anyway.</param>
    /// <param name="references">Assemblies beside those that this test has itself. One of them wins over one of the test's with its name.</param>
    /// <exception cref="InvalidOperationException">It does not compile; the message says where.</exception>
    public static string Compile(string file, string source, params IReadOnlyList<string> references) => Compile(file, [source], references);

    /// <inheritdoc cref="Compile(string, string, IReadOnlyList{string})"/>
    /// <param name="sources">Files of C#.</param>
    public static string Compile(string file, IReadOnlyList<string> sources, params IReadOnlyList<string> references)
    {
        var names = references.Select(Path.GetFileName).ToHashSet();
        var own = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !names.Contains(Path.GetFileName(path)));
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(file),
            sources.Prepend(Usings).Select(source => CSharpSyntaxTree.ParseText(source)),
            own.Concat(references).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var result = compilation.Emit(file);
        return result.Success
            ? file
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(found => found.Severity is DiagnosticSeverity.Error)));
    }
}
