using System.Buffers;

namespace Fairlead.Engine.Tables;

/// <summary>The instances of a process that have a business id; called instances are not among them.</summary>
internal readonly struct InstancesByBusinessId : IGroupCodec<NameAndKey>
{
    public static Family Family => Family.BusinessIds;

    public static void WriteGroup(IBufferWriter<byte> output, NameAndKey group) => StartLockCodec.WriteKey(output, group);
}
