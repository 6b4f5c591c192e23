using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>Finds files of equal content, so that they are stored once. Only contents that share their length with another are read for it.</summary>
internal static class DuplicateFinder
{
    /// <summary>Gives inodes of equal content the same data.</summary>
    /// <returns>The different contents, in order.</returns>
    public static async Task<IReadOnlyList<FileData>> UniteAsync(TreePlan plan, WorkBudget budget, CancellationToken cancellationToken)
    {
        var candidates = plan.Contents.Where(data => data.Content.Length > 0).GroupBy(data => data.Content.Length)
            .Where(group => group.Skip(1).Any()).SelectMany(group => group).ToArray();
        var digests = new Digest[candidates.Length];
        await budget.ForEachAsync(
            Enumerable.Range(0, candidates.Length), (index, token) => digests[index] = Digest.Sha256(candidates[index].Content, token), cancellationToken)
            .ConfigureAwait(false);

        var firsts = new Dictionary<Digest, FileData>();
        var replacements = new Dictionary<FileData, FileData>();
        for (var index = 0; index < candidates.Length; index++)
        {
            if (!firsts.TryAdd(digests[index], candidates[index]))
            {
                replacements.Add(candidates[index], firsts[digests[index]]);
            }
        }

        foreach (var inode in plan.WriteOrder)
        {
            if (inode.Data is not null && replacements.TryGetValue(inode.Data, out var first))
            {
                inode.Data = first;
            }
        }

        return plan.Contents.Where(data => !replacements.ContainsKey(data)).ToArray();
    }
}
