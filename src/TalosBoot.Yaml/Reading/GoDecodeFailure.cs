namespace TalosBoot.Yaml.Reading;

/// <summary>Why a node does not fit what it is decoded to.</summary>
internal enum GoDecodeFailure
{
    UnknownField,
    WrongType,
    DuplicateKey,
    UnknownWord,
}
