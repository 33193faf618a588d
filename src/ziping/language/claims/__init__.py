"""What a sentence claims about figures: which fact a number says, by value, unit, label, year and direction.

Which module answers which question, in the order in which the guard asks:

- What do the facts say, what does the text? ``known`` (facts as figures, by value and label), ``values`` (their index),
  ``units``; ``reading`` (a text read once: figures, clauses, names, the words around a figure), ``lists`` (A、B分别为1、2),
  ``stated`` (a figure as written: value, last digit, hedge).
- Which facts is a figure true of? ``match``; and for which year is it told? ``years``.
- Which of them do the words mean? ``bind``, from ``own`` (the figure's own words), ``kinship`` (all words around it),
  ``topics`` (the sentence as a whole), ``scores`` (得分, 分值 or 扣分); ``swapped`` (two figures in each other's place).
- Does it follow from facts in one step? ``announced`` (what the words announce), ``terms`` (which facts may be used),
  ``derive`` (the arithmetic), ``supports`` (whether the words speak of these facts), ``signs`` (and in this direction);
  or does it only count what the sentence lists? ``counted``.
- Do words of direction and totality agree? ``directions`` asks all: ``subjects`` (who is spoken about), ``moves``
  (由A增加到B), ``groups`` (several at once), ``totals`` (全部, 均得满分, 未发生).
"""
