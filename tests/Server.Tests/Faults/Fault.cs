namespace Fairlead.Server.Tests.Faults;

/// <summary>What an upstream does instead of answering.</summary>
internal enum Fault
{
    /// <summary>Answers after the caller has stopped waiting.</summary>
    Late,

    /// <summary>The same, where the model says how long the job may take.</summary>
    LateForTheJob,

    /// <summary>Never says anything.</summary>
    Never,

    /// <summary>Sends a byte again and again, so that no read takes long.</summary>
    Drip,

    /// <summary>Answers, and answers once more on the same connection.</summary>
    Twice,

    /// <summary>Reads the request and closes.</summary>
    Close,

    /// <summary>Reads the request and resets the connection.</summary>
    Reset,

    /// <summary>Closes within the headers.</summary>
    HalfOfHeaders,

    /// <summary>Closes within a body of a known length.</summary>
    HalfOfBody,

    /// <summary>Closes within a chunk.</summary>
    HalfOfChunk,

    /// <summary>Speaks another protocol.</summary>
    NoHttp,

    /// <summary>Says a length that is less than what it sends.</summary>
    LengthTooSmall,

    /// <summary>Says JSON and sends none.</summary>
    InvalidJson,

    /// <summary>Sends a header without an end in sight.</summary>
    HugeHeader,

    /// <summary>Sends a body without an end.</summary>
    EndlessBody,

    /// <summary>Says that the body is compressed, which it is not.</summary>
    NotCompressed,

    /// <summary>Answers 500.</summary>
    Refuse,
}
