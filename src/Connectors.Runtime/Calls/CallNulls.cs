using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Explanations of nulls in the shape of the REST API.</summary>
public static class CallNulls
{
    public static CallNull Of(NullEntry entry) => new(entry.Name, entry.Part, entry.Code, entry.Message, entry.Line, entry.Column);
}
