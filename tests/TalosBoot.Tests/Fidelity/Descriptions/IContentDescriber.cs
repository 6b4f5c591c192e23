using TalosBoot.Core.Content;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>Says of one kind of content what a machine can see of it, in the lines of the vectors' <c>describe.py</c>.</summary>
interface IContentDescriber
{
    /// <summary>The words that its lines have behind the name: a line of an expectation with another word is not compared.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Whether some content is of its kind.</summary>
    bool Matches(string name, BlobSource content);

    /// <summary>Describes it.</summary>
    void Describe(string name, BlobSource content, AssetDescription description);
}
