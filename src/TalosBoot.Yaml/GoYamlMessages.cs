namespace TalosBoot.Yaml;

/// <summary>How a release of Go's library tells errors.</summary>
internal enum GoYamlMessages
{
    /// <summary>The stage that found the error, and places with columns; all problems of a decoder in one line.</summary>
    Staged,

    /// <summary>What was being read and where; each problem of a decoder in a line of its own.</summary>
    Marked,

    /// <summary>A line that is counted in two ways, and "unmarshal" or "decode" for "construct".</summary>
    Lines,

    /// <summary>The same, and a word that an enumeration lacks ends the decoder at once.</summary>
    LinesOfFirstProblem,
}
