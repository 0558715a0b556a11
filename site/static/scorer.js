/* Search results: pages that explain come before single claims that use the same words. */
var Scorer = {
  score: (result) => {
    const [docname, , , , score] = result;
    if (docname.startsWith("claims/")) return score - 40;
    if (docname.startsWith("sources/") && docname !== "sources/index") return score - 20;
    return score;
  },
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
};
