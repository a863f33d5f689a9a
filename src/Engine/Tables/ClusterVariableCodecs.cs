using System.Buffers;

namespace Fairlead.Engine.Tables;

internal readonly struct ClusterVariableCodec : ITableCodec<ClusterVariableKey, ClusterVariable>
{
    public static Family Family => Family.ClusterVariables;

    public static void WriteKey(IBufferWriter<byte> output, ClusterVariableKey key)
    {
        KeyBytes.Mark(output, 'k');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(ClusterVariable value) => 200 + value.Value.Length;

    public static void WriteValue(RecordWriter writer, ClusterVariable value)
    {
        writer.Long(value.Key.Value);
        writer.Flag(value.Scope.IsGlobal);
        writer.OptionalText(value.Scope.Tenant);
        writer.Text(value.Name);
        writer.Blob(value.Value.Span);
    }

    public static ClusterVariable ReadValue(ref RecordReader reader) => new(
        new(reader.Long()), new(reader.Flag(), reader.OptionalText()), reader.Text(), reader.Blob());
}

/// <summary>The variable that has a name in a scope.</summary>
internal readonly struct ClusterVariableNameCodec : ITableCodec<ScopedName, Box<ClusterVariableKey>>
{
    public static Family Family => Family.ClusterVariables;

    public static void WriteKey(IBufferWriter<byte> output, ScopedName key)
    {
        KeyBytes.Mark(output, 'n');
        ClusterVariablesOfScope.WriteScope(output, key.Scope);
        KeyBytes.Text(output, key.Name);
    }

    public static int Weigh(Box<ClusterVariableKey> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<ClusterVariableKey> value) => writer.Long(value.Value.Value);

    public static Box<ClusterVariableKey> ReadValue(ref RecordReader reader) => new(new ClusterVariableKey(reader.Long()));
}

internal readonly struct ClusterVariablesOfScope : IGroupCodec<ClusterScope>
{
    public static Family Family => Family.ClusterVariables;

    public static void WriteGroup(IBufferWriter<byte> output, ClusterScope group)
    {
        KeyBytes.Mark(output, 's');
        WriteScope(output, group);
    }

    public static void WriteScope(IBufferWriter<byte> output, ClusterScope scope)
    {
        KeyBytes.Mark(output, scope.IsGlobal ? 'g' : 't');
        KeyBytes.Text(output, scope.Tenant ?? "");
    }
}

internal readonly record struct ScopedName(ClusterScope Scope, string Name);
