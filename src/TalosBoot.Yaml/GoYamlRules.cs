using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml;

/// <summary>
/// What the releases of Go's YAML library do differently, one row a release. A property that is not named in a row has the value that the
/// newest release gives it. D1 to D10 are those of schematic.md 3.
/// </summary>
internal sealed record GoYamlRules
{
    static readonly GoYamlRules Rc6 = new();

    static readonly GoYamlRules Rc4 = Rc6 with
    {
        ForcedQuotes = YamlScalarStyle.DoubleQuoted,
        RefusesTimestampAsText = false,
        KeepsExclamationMark = false,
        DropsMergeIndicator = false,
        EndsFlowScalarAtColon = false,
        TakesUnindentedRootBlock = false,
        SkipsLeadingDocumentEnds = false,
        Messages = GoYamlMessages.Marked,
    };

    static readonly GoYamlRules Rc3 = Rc4 with
    {
        HintsAtLeadingBreak = true,
        RefusesFractions = false,
        TakesControlCharacters = false,
        HasShortSimpleKeys = true,
        TakesAnyColonInFlowSequence = true,
        TakesFlowIndicatorsInTags = true,
        Messages = GoYamlMessages.Lines,
    };

    static readonly GoYamlRules V301 = Rc3 with
    {
        QuotesMergeIndicator = false,
        WritesBlankTextAsLiteral = true,
        LosesLeadingBreak = true,
        ReadsNegativeZeroAsInteger = true,
        ReadsSignAfterPrefix = true,
        TakesPunctuationInAnchors = false,
        TakesAnyQuestionMarkInFlow = true,
        Messages = GoYamlMessages.LinesOfFirstProblem,
    };

    /// <summary>D1: how the YAML 1.1 words are quoted.</summary>
    public YamlScalarStyle ForcedQuotes { get; private init; } = YamlScalarStyle.SingleQuoted;

    /// <summary>D2: whether the merge indicator is quoted as a text.</summary>
    public bool QuotesMergeIndicator { get; private init; } = true;

    /// <summary>D3: whether a text of white space and line feeds alone is a literal.</summary>
    public bool WritesBlankTextAsLiteral { get; private init; }

    /// <summary>D4: whether a literal that starts with a line break has an indentation hint.</summary>
    public bool HintsAtLeadingBreak { get; private init; }

    /// <summary>D5: whether a literal that starts with a line break loses it.</summary>
    public bool LosesLeadingBreak { get; private init; }

    /// <summary>D6: whether a plain <c>-0</c> is an integer.</summary>
    public bool ReadsNegativeZeroAsInteger { get; private init; }

    /// <summary>D7: whether <c>0b-1</c> and <c>0o+7</c> are integers.</summary>
    public bool ReadsSignAfterPrefix { get; private init; }

    /// <summary>D8: whether a plain timestamp is refused where a text is wanted.</summary>
    public bool RefusesTimestampAsText { get; private init; } = true;

    /// <summary>D9: whether a number with a fraction is refused where an integer is wanted; otherwise it is cut.</summary>
    public bool RefusesFractions { get; private init; } = true;

    /// <summary>Whether the tag <c>!</c> stays, so that a scalar is a text and nothing else; otherwise it is as good as none.</summary>
    public bool KeepsExclamationMark { get; private init; } = true;

    /// <summary>Whether a plain <c>&lt;&lt;</c> as a value is left out without a word, but where a text is wanted.</summary>
    public bool DropsMergeIndicator { get; private init; } = true;

    /// <summary>Whether DEL and the controls U+0080 to U+009F may stand in a document.</summary>
    public bool TakesControlCharacters { get; private init; } = true;

    /// <summary>Whether names of anchors hold any printable ASCII but the flow indicators and the colon; otherwise letters, digits, - and _.</summary>
    public bool TakesPunctuationInAnchors { get; private init; } = true;

    /// <summary>Whether a colon before a comma or a closing bracket ends a plain scalar of a flow collection.</summary>
    public bool EndsFlowScalarAtColon { get; private init; } = true;

    /// <summary>Whether each colon of a flow sequence is an indicator, where it starts an entry too.</summary>
    public bool TakesAnyColonInFlowSequence { get; private init; }

    /// <summary>Whether each question mark of a flow collection is an indicator, and ends a plain scalar; otherwise one before a blank.</summary>
    public bool TakesAnyQuestionMarkInFlow { get; private init; }

    /// <summary>Whether short tags hold commas and brackets; otherwise these end in an error of their own.</summary>
    public bool TakesFlowIndicatorsInTags { get; private init; }

    /// <summary>Whether a key without indicator is forgotten after its line or 1024 characters, and a required one missed there already.</summary>
    public bool HasShortSimpleKeys { get; private init; }

    /// <summary>Whether the text of a block scalar at the root may start in the first column.</summary>
    public bool TakesUnindentedRootBlock { get; private init; } = true;

    /// <summary>Whether <c>...</c> before the first document is passed over.</summary>
    public bool SkipsLeadingDocumentEnds { get; private init; } = true;

    /// <summary>D10: how errors are told.</summary>
    public GoYamlMessages Messages { get; private init; } = GoYamlMessages.Staged;

    public static GoYamlRules Of(GoYamlDialect dialect) => dialect switch
    {
        GoYamlDialect.YamlV4Rc6 => Rc6,
        GoYamlDialect.YamlV4Rc4 => Rc4,
        GoYamlDialect.YamlV4Rc3 => Rc3,
        GoYamlDialect.YamlV301 => V301,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
    };
}
